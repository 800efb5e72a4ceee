import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetSecurityGroupsForVpcCommand,
  type IpPermission,
  paginateDescribeSecurityGroups,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ec2Service } from '../../../src/emulator/services/ec2.js';
import type { Ec2State } from '../../../src/emulator/state/ec2.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';

const FROM_ANYWHERE: IpPermission = {
  IpProtocol: 'tcp',
  FromPort: 6379,
  ToPort: 6380,
  IpRanges: [{ CidrIp: '10.0.0.0/8' }],
};

describe('EC2', () => {
  let endpoint: TestEndpoint;
  let client: EC2Client;
  let state: Ec2State;
  beforeEach(async () => {
    endpoint = await startEndpoint({ services: [ec2Service], paceFactor: 1 });
    client = new EC2Client(endpoint.config);
    state = endpoint.aws.region('us-east-1').ec2;
  });
  afterEach(async () => {
    client.destroy();
    await endpoint.close();
  });
  const filter = (Name: string, ...Values: string[]) => [{ Name, Values }];
  const createGroup = async (name: string) => {
    const input = { GroupName: name, Description: 'for a test' };
    const { GroupId = '' } = await client.send(new CreateSecurityGroupCommand(input));
    return GroupId;
  };
  const findGroups = async (...Values: string[]) => {
    const input = { Filters: [{ Name: 'group-name', Values }] };
    const found = await client.send(new DescribeSecurityGroupsCommand(input));
    return found.SecurityGroups ?? [];
  };

  test('every region has a default VPC with a default subnet in each zone', async () => {
    const vpcs = await client.send(
      new DescribeVpcsCommand({ Filters: filter('is-default', 'true') }),
    );
    const [vpc] = vpcs.Vpcs ?? [];
    expect(vpc).toMatchObject({ IsDefault: true, State: 'available', CidrBlock: '172.31.0.0/16' });
    const Filters = [...filter('vpc-id', vpc?.VpcId ?? ''), ...filter('default-for-az', 'true')];
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ Filters }));
    expect(Subnets?.map(({ AvailabilityZone: zone }) => zone)).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
    const zones = await client.send(new DescribeAvailabilityZonesCommand({}));
    expect(zones.AvailabilityZones?.map(({ ZoneId }) => ZoneId)).toEqual([
      'use1-az1',
      'use1-az2',
      'use1-az3',
    ]);
  });

  test('an account without VPCs answers an empty list', async () => {
    state.vpcs.clear();
    await expect(client.send(new DescribeVpcsCommand({}))).resolves.toMatchObject({ Vpcs: [] });
  });

  test.each([
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
    await expect(client.send(command as DescribeVpcsCommand)).rejects.toMatchObject({ name });
  });

  test('filters know wildcards, several values and tags; unknown ones are refused', async () => {
    await client.send(
      new CreateSecurityGroupCommand({
        GroupName: 'lab-a',
        Description: 'a',
        TagSpecifications: [
          { ResourceType: 'security-group', Tags: [{ Key: 'team', Value: 'x*y' }] },
        ],
      }),
    );
    await createGroup('lab-b');
    const names = async (Filters: ReturnType<typeof filter>) => {
      const found = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
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
    for (let index = 0; index < 12; index += 1) await createGroup(`g-${index}`);
    const sizes: number[] = [];
    const pages = paginateDescribeSecurityGroups({ client, pageSize: 5 }, {});
    for await (const { SecurityGroups } of pages) sizes.push(SecurityGroups?.length ?? 0);
    expect(sizes).toEqual([5, 5, 3]);
    await expect(
      client.send(new DescribeSecurityGroupsCommand({ NextToken: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
    await expect(
      client.send(new DescribeSecurityGroupsCommand({ MaxResults: 2 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('a dry run does nothing and says that it would have worked', async () => {
    const input = { GroupName: 'x', Description: 'x', DryRun: true };
    await expect(client.send(new CreateSecurityGroupCommand(input))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await findGroups('x')).toEqual([]);
  });

  describe('security groups', () => {
    test('the default group lets its members in and everything out', async () => {
      const [group] = await findGroups('default');
      expect(group?.IpPermissions).toMatchObject([
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] },
      ]);
      expect(group?.IpPermissionsEgress).toMatchObject([
        { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ]);
      await expect(
        client.send(new DeleteSecurityGroupCommand({ GroupId: group?.GroupId })),
      ).rejects.toMatchObject({ name: 'CannotDelete' });
    });

    test('a new group has no way in; rules come and go one by one', async () => {
      const GroupId = await createGroup('lab');
      await client.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: [
            {
              ...FROM_ANYWHERE,
              IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '172.16.0.0/12' }],
              UserIdGroupPairs: [{ GroupId }],
            },
          ],
        }),
      );

      const [group] = await findGroups('lab');
      expect(group?.IpPermissions).toMatchObject([
        {
          FromPort: 6379,
          ToPort: 6380,
          IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '172.16.0.0/12' }],
          UserIdGroupPairs: [{ GroupId }],
        },
      ]);
      const IpPermissions = [FROM_ANYWHERE];
      await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      const rules = await client.send(
        new DescribeSecurityGroupRulesCommand({ Filters: filter('group-id', GroupId) }),
      );
      expect(rules.SecurityGroupRules).toMatchObject([
        { IsEgress: true, CidrIpv4: '0.0.0.0/0', IpProtocol: '-1' },
        { IsEgress: false, CidrIpv4: '172.16.0.0/12', FromPort: 6379 },
        { IsEgress: false, ReferencedGroupInfo: { GroupId } },
      ]);
    });

    test('the same rule twice, and a rule that is not there', async () => {
      const GroupId = await createGroup('lab');
      const input = { GroupId, IpPermissions: [FROM_ANYWHERE] };
      await client.send(new AuthorizeSecurityGroupIngressCommand(input));
      await expect(
        client.send(new AuthorizeSecurityGroupIngressCommand(input)),
      ).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
      await client.send(new RevokeSecurityGroupIngressCommand(input));
      await expect(client.send(new RevokeSecurityGroupIngressCommand(input))).rejects.toMatchObject(
        { name: 'InvalidPermission.NotFound' },
      );
    });

    test('outbound rules are apart from inbound ones, and can be revoked by id', async () => {
      const GroupId = await createGroup('lab');
      const added = await client.send(
        new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [FROM_ANYWHERE] }),
      );
      const id = added.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
      const SecurityGroupRuleIds = [id];
      await expect(
        client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds })),
      ).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
      await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds }));
      expect(state.securityGroups.get(GroupId)?.rules).toHaveLength(1);
    });

    test.each([
      ['no protocol', {}, 'MissingParameter'],
      ['an unknown protocol', { IpProtocol: 'carrier-pigeon' }, 'InvalidParameterValue'],
      ['no ports', { IpProtocol: 'tcp' }, 'InvalidParameterValue'],
      [
        'ports the wrong way round',
        { IpProtocol: 'tcp', FromPort: 9, ToPort: 1 },
        'InvalidParameterValue',
      ],
      ['nobody to let in', { IpProtocol: '-1' }, 'InvalidParameterValue'],
      [
        'a broken range',
        { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0/8' }] },
        'InvalidParameterValue',
      ],
      [
        'a group that is not there',
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0' }] },
        'InvalidGroup.NotFound',
      ],
    ])('a rule with %s is refused', async (_name, permission: IpPermission, name) => {
      const GroupId = await createGroup('lab');
      const input = { GroupId, IpPermissions: [permission] };
      await expect(
        client.send(new AuthorizeSecurityGroupIngressCommand(input)),
      ).rejects.toMatchObject({ name });
    });

    test.each([
      ['default', 'InvalidGroup.Reserved'],
      ['sg-mine', 'InvalidParameterValue'],
      ['taken', 'InvalidGroup.Duplicate'],
      ['<script>', 'InvalidParameterValue'],
    ])('the name %s is refused with %s', async (name, code) => {
      await createGroup('taken');
      await expect(createGroup(name)).rejects.toMatchObject({ name: code });
    });

    test('a group that something uses cannot be deleted', async () => {
      const used = await createGroup('used');
      const user = await createGroup('user');
      await client.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: user,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: used }] }],
        }),
      );
      const remove = (GroupId: string) => client.send(new DeleteSecurityGroupCommand({ GroupId }));
      await expect(remove(used)).rejects.toMatchObject({ name: 'DependencyViolation' });
      await remove(user);
      addInterface(state, { securityGroupIds: [used] });
      await expect(remove(used)).rejects.toMatchObject({ name: 'DependencyViolation' });
      state.networkInterfaces.clear();
      await remove(used);
      expect(await findGroups('used')).toEqual([]);
    });

    test("a VPC's groups are found for Lambda", async () => {
      const [VpcId = ''] = [...state.vpcs.keys()];
      const { SecurityGroupForVpcs } = await client.send(
        new GetSecurityGroupsForVpcCommand({ VpcId }),
      );
      expect(SecurityGroupForVpcs).toMatchObject([{ GroupName: 'default', PrimaryVpcId: VpcId }]);
    });
  });

  describe('network interfaces', () => {
    const LIFE_MS = 900_000;
    const find = async () => {
      const Filters = filter('description', 'AWS Lambda VPC ENI*');
      const found = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));
      return found.NetworkInterfaces ?? [];
    };
    const addRole = () => endpoint.aws.iam.roles.set('role-1', { name: 'role-1' } as never);
    const remove = (NetworkInterfaceId: string) =>
      client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));

    test('is in use while a function uses it, however long', async () => {
      addRole();
      addInterface(state, { functionArns: new Set(['arn:f']) });
      endpoint.clock.advance(10 * LIFE_MS);
      expect(await findAfterAdvance()).toMatchObject([
        { Status: 'in-use', InterfaceType: 'lambda', RequesterManaged: true },
      ]);
    });

    test("outlives its function by AWS's time and is then gone", async () => {
      addRole();
      addInterface(state, { releasedAtMs: endpoint.clock.now() });
      endpoint.clock.advance(LIFE_MS - 1000);
      expect(await findAfterAdvance()).toMatchObject([{ Status: 'in-use' }]);
      await expect(remove('eni-1')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
      endpoint.clock.advance(1000);
      expect(await findAfterAdvance()).toEqual([]);
    });

    test('is stranded when its role was deleted before, until somebody deletes it', async () => {
      addInterface(state, { releasedAtMs: endpoint.clock.now() });
      endpoint.clock.advance(LIFE_MS);
      expect(await findAfterAdvance()).toMatchObject([{ Status: 'available' }]);
      await remove('eni-1');
      expect(await find()).toEqual([]);
    });

    test('is not stranded when its role was deleted after its time', async () => {
      addRole();
      addInterface(state, { releasedAtMs: endpoint.clock.now() });
      endpoint.clock.advance(LIFE_MS);
      await findAfterAdvance();
      endpoint.aws.iam.roles.clear();
      expect(await find()).toEqual([]);
    });

    /** The SDK corrects its clock by the first refusal. */
    async function findAfterAdvance() {
      client.destroy();
      client = new EC2Client({ ...endpoint.config, maxAttempts: 2 });
      return find();
    }
  });
});

function addInterface(
  state: Ec2State,
  facts: { securityGroupIds?: string[]; functionArns?: Set<string>; releasedAtMs?: number },
): void {
  const [subnet] = [...state.subnets.values()];
  state.networkInterfaces.set('eni-1', {
    id: 'eni-1',
    subnetId: subnet?.id ?? '',
    vpcId: subnet?.vpcId ?? '',
    securityGroupIds: [...state.securityGroups.keys()].slice(0, 1),
    description: 'AWS Lambda VPC ENI-f-1',
    interfaceType: 'lambda',
    privateIp: '172.31.0.10',
    functionArns: new Set(),
    roleName: 'role-1',
    ...facts,
  });
}
