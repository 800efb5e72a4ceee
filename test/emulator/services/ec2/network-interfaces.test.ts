import {
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addInterface, type Ec2Lab, filter, startEc2Lab } from '../../support/ec2-lab.js';

describe('network interfaces', () => {
  let lab: Ec2Lab;
  beforeEach(async () => {
    lab = await startEc2Lab();
  });
  afterEach(() => lab.close());

  const LIFE_MS = 900_000;
  const find = async () => {
    const Filters = filter('description', 'AWS Lambda VPC ENI*');
    const found = await lab.client.send(new DescribeNetworkInterfacesCommand({ Filters }));
    return found.NetworkInterfaces ?? [];
  };
  const addRole = () => lab.endpoint.aws.iam.roles.set('role-1', { name: 'role-1' } as never);
  const remove = (NetworkInterfaceId: string) =>
    lab.client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));

  test('is in use as long as a function uses it', async () => {
    addRole();
    addInterface(lab.state, { functionArns: new Set(['arn:f']) });
    lab.endpoint.clock.advance(10 * LIFE_MS);
    expect(await find()).toMatchObject([
      { Status: 'in-use', InterfaceType: 'lambda', RequesterManaged: true },
    ]);
  });

  test('outlives its function for AWS’s time, and is then gone', async () => {
    addRole();
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(LIFE_MS - 1000);
    expect(await find()).toMatchObject([{ Status: 'in-use' }]);
    await expect(remove('eni-1')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    lab.endpoint.clock.advance(1000);
    expect(await find()).toEqual([]);
  });

  test('is stranded if its role is deleted first, until a caller deletes it', async () => {
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(LIFE_MS);
    expect(await find()).toMatchObject([{ Status: 'available' }]);
    await remove('eni-1');
    expect(await find()).toEqual([]);
  });

  test('is not stranded if its role is deleted after the interface’s time', async () => {
    addRole();
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(LIFE_MS);
    await find();
    lab.endpoint.aws.iam.roles.clear();
    expect(await find()).toEqual([]);
  });
});
