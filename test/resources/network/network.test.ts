import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, type LabOptions, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, invoke, present, regionOf, toChanges, up } from '../../support/run-lab.js';

const VPC = 'vpc-0a1b2c3d4e5f60718';
const GROUP = 'sg-0a1b2c3d4e5f60718';
const OTHER_VPC = 'vpc-00000000000000002';
const OTHER_SUBNET = 'subnet-00000000000000002';
const SECOND_SUBNET = 'subnet-00000000000000003';
const OTHER_GROUP = 'sg-00000000000000002';
const EVERYWHERE = { CidrIp: '0.0.0.0/0' };

describe('the network', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const ec2 = () => regionOf(lab).ec2;
  const subnets = () => [...ec2().subnets.values()];
  const send = async (command: object) => {
    const client = await lab.ctx.aws.ec2();
    await client.send(command as RevokeSecurityGroupIngressCommand);
  };
  /** Opens the same account with other settings. */
  const withSettings = (env: LabOptions['env'] = {}) => startLab({ emulator: lab.emulator, env });
  const expectRefusal = async (one: Lab, message: RegExp, hint = /./) => {
    const changesBefore = one.changes().length;
    await expect(up(one)).rejects.toMatchObject({
      code: 'NETWORK_UNUSABLE',
      exitCode: 1,
      message: expect.stringMatching(message),
      hint: { text: expect.stringMatching(hint) },
    });
    expect(one.changes().slice(changesBefore)).toEqual([]);
  };
  const addOtherVpc = () => {
    ec2().vpcs.set(OTHER_VPC, { id: OTHER_VPC, cidr: '10.0.0.0/16', isDefault: false });
    ec2().subnets.set(OTHER_SUBNET, {
      ...{ id: OTHER_SUBNET, vpcId: OTHER_VPC, cidr: '10.0.0.0/20', zone: 'us-east-1a' },
      ...{ zoneId: 'use1-az1', isDefaultForZone: false, availableAddresses: 100 },
    });
    ec2().subnets.set(SECOND_SUBNET, {
      ...{ id: SECOND_SUBNET, vpcId: OTHER_VPC, cidr: '10.0.16.0/20', zone: 'us-east-1b' },
      ...{ zoneId: 'use1-az2', isDefaultForZone: false, availableAddresses: 100 },
    });
    const own = present(ec2().securityGroups.get(GROUP));
    const rules = own.rules.map((rule) => ({
      ...rule,
      ...(rule.groupId && { groupId: OTHER_GROUP }),
    }));
    ec2().securityGroups.set(OTHER_GROUP, { ...own, id: OTHER_GROUP, vpcId: OTHER_VPC, rules });
  };

  test('no default VPC: up says so before its first change, with the command that creates one', async () => {
    ec2().vpcs.clear();
    ec2().subnets.clear();
    ec2().securityGroups.clear();

    await expectRefusal(lab, /has no default VPC/, /aws ec2 create-default-vpc --region us-east-1/);
    expect(toChanges(await down(lab))).toEqual({});
  });

  test('a default VPC without default subnets: up says so, with the command that creates them', async () => {
    ec2().subnets.clear();

    await expectRefusal(
      lab,
      /vpc-\w+ in us-east-1 has no default subnets/,
      /aws ec2 create-default-subnet --region us-east-1 --availability-zone us-east-1a/,
    );
  });

  test('no default VPC, but named subnets and groups: up uses them', async () => {
    addOtherVpc();
    ec2().vpcs.delete(VPC);
    for (const subnet of subnets()) {
      if (subnet.vpcId === VPC) ec2().subnets.delete(subnet.id);
    }
    await using own = await withSettings({
      VALKEY_LAB_SUBNET_IDS: `${OTHER_SUBNET},${SECOND_SUBNET}`,
      VALKEY_LAB_SECURITY_GROUP_IDS: OTHER_GROUP,
    });

    await up(own);

    expect(await invoke(own)).toMatchObject({ functionError: null });
    expect((await observe(lab).cache()).SubnetIds).toEqual([OTHER_SUBNET, SECOND_SUBNET]);
  });

  test('named subnets without groups: up uses the default group of their VPC', async () => {
    addOtherVpc();
    const subnetIds = [OTHER_SUBNET, SECOND_SUBNET];
    await using own = await withSettings({ VALKEY_LAB_SUBNET_IDS: subnetIds.join() });

    await up(own);

    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    expect(fn).toMatchObject({ subnetIds, securityGroupIds: [OTHER_GROUP] });
  });

  test('more subnets than a cache takes: the cache gets one of each zone, at most three', async () => {
    const [a, b, c] = subnets().map(({ id }) => id);
    const twin = `${present(a).slice(0, -1)}0`;
    ec2().subnets.set(twin, { ...present(subnets()[0]), id: twin, isDefaultForZone: false });
    await using own = await withSettings({ VALKEY_LAB_SUBNET_IDS: [a, twin, b, c].join() });

    await up(own, ['serverlessCache']);

    expect((await observe(lab).cache()).SubnetIds).toEqual([a, b, c]);
  });

  test('the cache’s own subnets: the cache gets them, and the function gets the others', async () => {
    const [a, b, c] = subnets().map(({ id }) => id);
    await using own = await withSettings({
      VALKEY_LAB_SUBNET_IDS: present(a),
      VALKEY_LAB_CACHE_SUBNET_IDS: [b, c].join(),
    });

    await up(own);

    expect((await observe(lab).cache()).SubnetIds).toEqual([b, c]);
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    expect(fn.subnetIds).toEqual([a]);
  });

  test('subnets that a cache does not take are refused before the first change', async () => {
    addOtherVpc();
    const [a, b] = subnets().map(({ id }) => id);
    const twin = `${present(a).slice(0, -1)}0`;
    ec2().subnets.set(twin, { ...present(subnets()[0]), id: twin, isDefaultForZone: false });
    await using one = await withSettings({ VALKEY_LAB_SUBNET_IDS: `${a},${twin}` });
    await expectRefusal(one, /all in the zone use1-az1/, /VALKEY_LAB_CACHE_SUBNET_IDS/);
    const withCache = (ids: readonly (string | undefined)[]) =>
      withSettings({ VALKEY_LAB_CACHE_SUBNET_IDS: ids.join() });
    await using alone = await withCache([a]);
    await expectRefusal(alone, /needs at least two subnets/);
    await using same = await withCache([a, twin]);
    await expectRefusal(same, /two of them are in the same zone/);
    await using far = await withCache([b, OTHER_SUBNET]);
    await expectRefusal(far, /is in vpc-0+2, but the function is in vpc-0a/);
    await expect(withCache([a, b, twin, OTHER_SUBNET])).rejects.toThrow(
      /A serverless cache accepts at most 3 ids/,
    );
  });

  test('the default group without its own rule: the command of the hint adds the rule', async () => {
    await send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: GROUP,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: GROUP }] }],
      }),
    );

    await expectRefusal(
      lab,
      /sg-0a1b2c3d4e5f60718 has no ingress rule for TCP port 6379 from itself/,
      new RegExp(
        `aws ec2 authorize-security-group-ingress --region us-east-1 --group-id ${GROUP} --ip-permissions 'IpProtocol=tcp,FromPort=6379,ToPort=6380,UserIdGroupPairs=\\[{GroupId=${GROUP}}\\]'`,
      ),
    );
  });

  test('the default group without any rule (Security Hub EC2.2, F8.1): the hint has both commands', async () => {
    present(ec2().securityGroups.get(GROUP)).rules.length = 0;

    await expectRefusal(
      lab,
      /no ingress rule .*; .* no egress rule/,
      /authorize-security-group-ingress .* and `aws ec2 authorize-security-group-egress/,
    );
  });

  test('a rule for another network does not let the function in, but one for its subnets does', async () => {
    present(ec2().securityGroups.get(GROUP)).rules.shift();
    const ingress = (CidrIp: string) =>
      send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: GROUP,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp }] },
          ],
        }),
      );
    await ingress('10.0.0.0/8');
    await expectRefusal(lab, /no ingress rule/);
    await ingress('172.31.0.0/16');

    await up(lab);

    expect(await invoke(lab)).toMatchObject({ functionError: null });
  });

  test('a rule that ends below the cache’s port lets nothing through', async () => {
    await send(
      new RevokeSecurityGroupEgressCommand({
        GroupId: GROUP,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [EVERYWHERE] }],
      }),
    );

    await expectRefusal(lab, /no egress rule for TCP port 6379 to itself/);
  });

  test('subnets in two VPCs, and a group in another VPC than the subnets', async () => {
    addOtherVpc();
    const [first] = subnets();
    await using mixed = await withSettings({
      VALKEY_LAB_SUBNET_IDS: `${first?.id.replace(/a$/, 'a')},${OTHER_SUBNET}`,
    });
    await expectRefusal(mixed, /in different VPCs/);
    await using group = await withSettings({
      VALKEY_LAB_SUBNET_IDS: OTHER_SUBNET,
      VALKEY_LAB_SECURITY_GROUP_IDS: GROUP,
    });
    await expectRefusal(
      group,
      new RegExp(`${GROUP} is in ${VPC}, but the subnets are in ${OTHER_VPC}`),
    );
  });

  test('unknown ids: up gives AWS’s message and names the wrong setting', async () => {
    await using subnet = await withSettings({ VALKEY_LAB_SUBNET_IDS: 'subnet-0123456789abcdef0' });
    await expectRefusal(
      subnet,
      /subnet-0123456789abcdef0' does not exist/,
      /VALKEY_LAB_SUBNET_IDS/,
    );
    await using group = await withSettings({
      VALKEY_LAB_SECURITY_GROUP_IDS: 'sg-0123456789abcdef0',
    });
    await expectRefusal(
      group,
      /sg-0123456789abcdef0' does not exist/,
      /VALKEY_LAB_SECURITY_GROUP_IDS/,
    );
  });

  test('an existing cache in another VPC: up refuses, because the function could never reach it', async () => {
    addOtherVpc();
    await up(lab, ['serverlessCache']);
    await using moved = await withSettings({ VALKEY_LAB_SUBNET_IDS: OTHER_SUBNET });

    await expectRefusal(
      moved,
      /cache-01 is in vpc-0a\w+, but the subnets .* are in vpc-0+2/,
      /does not move/,
    );
  });

  test('a cache with its own group: the group must let the function’s group in', async () => {
    await up(lab, ['serverlessCache']);
    const own = { ...present(ec2().securityGroups.get(GROUP)), id: OTHER_GROUP, name: 'own' };
    ec2().securityGroups.set(OTHER_GROUP, {
      ...own,
      rules: [{ id: 'sgr-1', isEgress: false, protocol: '-1', groupId: OTHER_GROUP }],
    });
    present(regionOf(lab).elasticache.caches.get('cache-01')).securityGroupIds = [OTHER_GROUP];

    await expectRefusal(lab, new RegExp(`${OTHER_GROUP} has no ingress rule .* from ${GROUP}`));
  });

  test('status and down read nothing of the network', async () => {
    await up(lab);
    ec2().vpcs.clear();
    ec2().subnets.clear();
    ec2().securityGroups.clear();

    expect(await down(lab)).toMatchObject({ 'function/AccessValkey': 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
