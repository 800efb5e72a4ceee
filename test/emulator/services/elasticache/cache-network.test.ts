import { beforeEach, describe, expect, test } from 'vitest';
import { createElastiCacheLab, type ElastiCacheLab } from '../../support/elasticache-lab.js';

describe('the network of an ElastiCache serverless cache', () => {
  let lab: ElastiCacheLab;
  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('a zone that ElastiCache does not support is left out, and refused if it is named', async () => {
    const [first, ...others] = [...lab.context.state.ec2.subnets.values()];
    if (first) first.refusedBy = ['elasticache'];

    const { ServerlessCache } = await lab.createCache();

    expect(ServerlessCache['SubnetIds']).toEqual(others.map(({ id }) => id));
    await expect(
      lab.createCache({ ServerlessCacheName: 'named', SubnetIds: [first?.id] }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterValueException' });
  });

  test('without a network, a cache uses the default VPC’s subnets and default group', async () => {
    await lab.createCache();
    expect(await lab.cache()).toMatchObject({
      SubnetIds: [
        'subnet-0a1b2c3d4e5f6071a',
        'subnet-0a1b2c3d4e5f6071b',
        'subnet-0a1b2c3d4e5f6071c',
      ],
      SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    });
  });

  test('unknown subnets and groups, and those of different VPCs, are refused', async () => {
    const { ec2 } = lab.context.state;
    ec2.subnets.set('subnet-x', {
      id: 'subnet-x',
      vpcId: 'vpc-x',
      cidr: '10.0.0.0/24',
      zone: 'us-east-1a',
      zoneId: 'use1-az1',
      isDefaultForZone: false,
      availableAddresses: 200,
    });
    await expect(lab.createCache({ SubnetIds: ['subnet-none'] })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
      message: 'Some input subnets in :[subnet-none] are invalid.',
    });
    await expect(lab.createCache({ SecurityGroupIds: ['sg-none'] })).rejects.toMatchObject({
      message: 'Some security group Ids are invalid: [sg-none].',
    });
    await expect(
      lab.createCache({ SubnetIds: ['subnet-x', 'subnet-0a1b2c3d4e5f6071a'] }),
    ).rejects.toMatchObject({ message: 'All subnets must be in the same VPC.' });
    await expect(
      lab.createCache({ SubnetIds: ['subnet-x'], SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'] }),
    ).rejects.toMatchObject({
      message: 'Security group sg-0a1b2c3d4e5f60718 is not in VPC vpc-x, where the subnets are.',
    });
  });

  test('without a default VPC, the call must name the subnets', async () => {
    lab.context.state.ec2.vpcs.clear();
    await expect(lab.createCache()).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
      message: 'No default VPC exists in this region: SubnetIds must be specified.',
    });
  });
});
