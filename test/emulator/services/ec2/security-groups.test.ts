import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  GetSecurityGroupsForVpcCommand,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addInterface, type Ec2Lab, filter, startEc2Lab } from '../../support/ec2-lab.js';

const FROM_ANYWHERE: IpPermission = {
  IpProtocol: 'tcp',
  FromPort: 6379,
  ToPort: 6380,
  IpRanges: [{ CidrIp: '10.0.0.0/8' }],
};

describe('security groups', () => {
  let lab: Ec2Lab;
  beforeEach(async () => {
    lab = await startEc2Lab();
  });
  afterEach(() => lab.close());

  test('the default group allows traffic among its members and all outgoing traffic', async () => {
    const [group] = await lab.findGroups('default');
    expect(group?.IpPermissions).toMatchObject([
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] },
    ]);
    expect(group?.IpPermissionsEgress).toMatchObject([
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ]);
    await expect(
      lab.client.send(new DeleteSecurityGroupCommand({ GroupId: group?.GroupId })),
    ).rejects.toMatchObject({ name: 'CannotDelete' });
  });

  test('a new group allows no incoming traffic; rules are added and removed one by one', async () => {
    const GroupId = await lab.createGroup('lab');
    await lab.client.send(
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

    const [group] = await lab.findGroups('lab');
    expect(group?.IpPermissions).toMatchObject([
      {
        FromPort: 6379,
        ToPort: 6380,
        IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '172.16.0.0/12' }],
        UserIdGroupPairs: [{ GroupId }],
      },
    ]);
    const IpPermissions = [FROM_ANYWHERE];
    await lab.client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const rules = await lab.client.send(
      new DescribeSecurityGroupRulesCommand({ Filters: filter('group-id', GroupId) }),
    );
    expect(rules.SecurityGroupRules).toMatchObject([
      { IsEgress: true, CidrIpv4: '0.0.0.0/0', IpProtocol: '-1' },
      { IsEgress: false, CidrIpv4: '172.16.0.0/12', FromPort: 6379 },
      { IsEgress: false, ReferencedGroupInfo: { GroupId } },
    ]);
  });

  test('a duplicate rule and an unknown rule are refused', async () => {
    const GroupId = await lab.createGroup('lab');
    const input = { GroupId, IpPermissions: [FROM_ANYWHERE] };
    await lab.client.send(new AuthorizeSecurityGroupIngressCommand(input));
    await expect(
      lab.client.send(new AuthorizeSecurityGroupIngressCommand(input)),
    ).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    await lab.client.send(new RevokeSecurityGroupIngressCommand(input));
    await expect(
      lab.client.send(new RevokeSecurityGroupIngressCommand(input)),
    ).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
  });

  test('outbound rules are separate from inbound ones, and can be revoked by id', async () => {
    const GroupId = await lab.createGroup('lab');
    const added = await lab.client.send(
      new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [FROM_ANYWHERE] }),
    );
    const id = added.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
    const SecurityGroupRuleIds = [id];
    await expect(
      lab.client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds })),
    ).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    await lab.client.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds }));
    expect(lab.state.securityGroups.get(GroupId)?.rules).toHaveLength(1);
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
    const GroupId = await lab.createGroup('lab');
    const input = { GroupId, IpPermissions: [permission] };
    await expect(
      lab.client.send(new AuthorizeSecurityGroupIngressCommand(input)),
    ).rejects.toMatchObject({ name });
  });

  test.each([
    ['default', 'InvalidGroup.Reserved'],
    ['sg-mine', 'InvalidParameterValue'],
    ['taken', 'InvalidGroup.Duplicate'],
    ['<script>', 'InvalidParameterValue'],
  ])('the name %s is refused with %s', async (name, code) => {
    await lab.createGroup('taken');
    await expect(lab.createGroup(name)).rejects.toMatchObject({ name: code });
  });

  test('a group in use cannot be deleted', async () => {
    const used = await lab.createGroup('used');
    const user = await lab.createGroup('user');
    await lab.client.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: user,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: used }] }],
      }),
    );
    const remove = (GroupId: string) =>
      lab.client.send(new DeleteSecurityGroupCommand({ GroupId }));
    await expect(remove(used)).rejects.toMatchObject({ name: 'DependencyViolation' });
    await remove(user);
    addInterface(lab.state, { securityGroupIds: [used] });
    await expect(remove(used)).rejects.toMatchObject({ name: 'DependencyViolation' });
    lab.state.networkInterfaces.clear();
    await remove(used);
    expect(await lab.findGroups('used')).toEqual([]);
  });

  test('GetSecurityGroupsForVpc lists the groups of a VPC', async () => {
    const [VpcId = ''] = [...lab.state.vpcs.keys()];
    const { SecurityGroupForVpcs } = await lab.client.send(
      new GetSecurityGroupsForVpcCommand({ VpcId }),
    );
    expect(SecurityGroupForVpcs).toMatchObject([{ GroupName: 'default', PrimaryVpcId: VpcId }]);
  });
});
