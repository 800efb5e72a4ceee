import {
  CreateSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  GetSecurityGroupsForVpcCommand,
  paginateDescribeSecurityGroups,
  type VpcAttributeName,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ec2Lab, filter, startEc2Lab } from '../../support/ec2-lab.js';

describe('EC2', () => {
  let lab: Ec2Lab;
  beforeEach(async () => {
    lab = await startEc2Lab();
  });
  afterEach(() => lab.close());

  test('every region has a default VPC with a default subnet in each zone', async () => {
    const vpcs = await lab.client.send(
      new DescribeVpcsCommand({ Filters: filter('is-default', 'true') }),
    );
    const [vpc] = vpcs.Vpcs ?? [];
    expect(vpc).toMatchObject({ IsDefault: true, State: 'available', CidrBlock: '172.31.0.0/16' });
    const Filters = [...filter('vpc-id', vpc?.VpcId ?? ''), ...filter('default-for-az', 'true')];
    const { Subnets } = await lab.client.send(new DescribeSubnetsCommand({ Filters }));
    expect(Subnets?.map(({ AvailabilityZone: zone }) => zone)).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
    const zones = await lab.client.send(new DescribeAvailabilityZonesCommand({}));
    expect(zones.AvailabilityZones?.map(({ ZoneId }) => ZoneId)).toEqual([
      'use1-az1',
      'use1-az2',
      'use1-az3',
    ]);
  });

  test('a default VPC has DNS names', async () => {
    const [VpcId] = lab.state.vpcs.keys();
    const read = async () => {
      const ask = (Attribute: VpcAttributeName) =>
        lab.client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
      const [support, names, metrics] = await Promise.all([
        ask('enableDnsSupport'),
        ask('enableDnsHostnames'),
        ask('enableNetworkAddressUsageMetrics'),
      ]);
      return [
        support.EnableDnsSupport?.Value,
        names.EnableDnsHostnames?.Value,
        metrics.EnableNetworkAddressUsageMetrics?.Value,
      ];
    };
    expect(await read()).toEqual([true, true, false]);

    const vpc = lab.state.vpcs.get(VpcId ?? '');
    if (vpc) vpc.attributes = { enableDnsSupport: false, enableNetworkAddressUsageMetrics: true };

    expect(await read()).toEqual([false, true, true]);
  });

  test('an account without VPCs gets an empty list', async () => {
    lab.state.vpcs.clear();
    await expect(lab.client.send(new DescribeVpcsCommand({}))).resolves.toMatchObject({ Vpcs: [] });
  });

  test.each([
    [
      'InvalidVpcID.NotFound',
      new DescribeVpcAttributeCommand({ VpcId: 'vpc-0', Attribute: 'enableDnsSupport' }),
    ],
    ['InvalidVpcID.NotFound', new DescribeVpcsCommand({ VpcIds: ['vpc-0'] })],
    ['InvalidSubnetID.NotFound', new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] })],
    ['InvalidGroup.NotFound', new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] })],
    ['InvalidGroup.NotFound', new DescribeSecurityGroupsCommand({ GroupNames: ['none'] })],
    ['InvalidVpcID.NotFound', new GetSecurityGroupsForVpcCommand({ VpcId: 'vpc-0' })],
    [
      'InvalidNetworkInterfaceID.NotFound',
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-0'] }),
    ],
    [
      'InvalidSecurityGroupRuleId.NotFound',
      new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ['sgr-0'] }),
    ],
  ])('an id that does not exist is %s', async (name, command) => {
    await expect(lab.client.send(command as DescribeVpcsCommand)).rejects.toMatchObject({ name });
  });

  test('filters accept wildcards, several values and tags; unknown filters are refused', async () => {
    await lab.client.send(
      new CreateSecurityGroupCommand({
        GroupName: 'lab-a',
        Description: 'a',
        TagSpecifications: [
          { ResourceType: 'security-group', Tags: [{ Key: 'team', Value: 'x*y' }] },
        ],
      }),
    );
    await lab.createGroup('lab-b');
    const names = async (Filters: ReturnType<typeof filter>) => {
      const found = await lab.client.send(new DescribeSecurityGroupsCommand({ Filters }));
      return found.SecurityGroups?.map(({ GroupName }) => GroupName);
    };

    expect(await names(filter('group-name', 'lab-*'))).toEqual(['lab-a', 'lab-b']);
    expect(await names(filter('group-name', 'lab-?', 'default'))).toHaveLength(3);
    expect(await names(filter('group-name', 'LAB-A'))).toEqual([]);
    expect(await names(filter('tag:team', 'x\\*y'))).toEqual(['lab-a']);
    expect(await names(filter('tag:team', 'x\\*'))).toEqual([]);
    expect(await names(filter('tag-key', 'team'))).toEqual(['lab-a']);
    expect(await names(filter('ip-permission.group-id', 'sg-*'))).toEqual(['default']);
    await expect(names(filter('colour', 'red'))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    });
  });

  test('long lists come in pages', async () => {
    for (let index = 0; index < 12; index += 1) await lab.createGroup(`g-${index}`);
    const sizes: number[] = [];
    const pages = paginateDescribeSecurityGroups({ client: lab.client, pageSize: 5 }, {});
    for await (const { SecurityGroups } of pages) sizes.push(SecurityGroups?.length ?? 0);
    expect(sizes).toEqual([5, 5, 3]);
    await expect(
      lab.client.send(new DescribeSecurityGroupsCommand({ NextToken: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
    await expect(
      lab.client.send(new DescribeSecurityGroupsCommand({ MaxResults: 2 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('a dry run changes nothing and reports that the call would have succeeded', async () => {
    const input = { GroupName: 'x', Description: 'x', DryRun: true };
    await expect(lab.client.send(new CreateSecurityGroupCommand(input))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await lab.findGroups('x')).toEqual([]);
  });
});
