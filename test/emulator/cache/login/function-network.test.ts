import { beforeEach, describe, expect, test } from 'vitest';
import { checkReachability } from '../../../../src/emulator/cache/login/function-network.js';
import { createAssumes } from '../../../../src/emulator/state/assumptions/choices.js';
import { containsCidr } from '../../../../src/emulator/state/cidr.js';
import {
  createEc2State,
  type Ec2State,
  type SecurityGroup,
  type SecurityGroupRule,
} from '../../../../src/emulator/state/ec2.js';

const DEFAULT_GROUP = 'sg-0a1b2c3d4e5f60718';
const SUBNET = 'subnet-0a1b2c3d4e5f6071a'; // 172.31.0.0/20

describe('checkReachability', () => {
  let ec2: Ec2State;
  beforeEach(() => {
    ec2 = createEc2State('123456789012', 'us-east-1', createAssumes({}));
  });

  function addGroup(id: string, rules: readonly Omit<SecurityGroupRule, 'id'>[]): void {
    const group: SecurityGroup = {
      id,
      name: id,
      description: '',
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      rules: rules.map((rule, index) => ({ id: `sgr-${index}`, ...rule })),
      tags: new Map(),
    };
    ec2.securityGroups.set(id, group);
  }

  function check(from: readonly string[], to: readonly string[]) {
    const end = { region: 'us-east-1', subnetIds: [SUBNET] };
    return checkReachability(
      { ...end, name: 'fn', securityGroupIds: [...from] },
      { ...end, connectionType: 'vpc', securityGroupIds: [...to] },
      ec2,
    );
  }

  const outAll = { isEgress: true, protocol: '-1', cidr: '0.0.0.0/0' };

  test('the default security group lets its members connect to each other', () => {
    expect(check([DEFAULT_GROUP], [DEFAULT_GROUP])).toEqual({ reachable: true });
  });

  test('without its rule for itself, the default group blocks, and the detail names the blocked end', () => {
    const group = ec2.securityGroups.get(DEFAULT_GROUP);
    group?.rules.splice(0, 1);

    expect(check([DEFAULT_GROUP], [DEFAULT_GROUP])).toEqual({
      reachable: false,
      detail: `No security group of the cache (${DEFAULT_GROUP}) allows tcp 6379 from the function.`,
    });
  });

  test('a function without an outgoing rule is blocked', () => {
    addGroup('sg-mute', []);
    addGroup('sg-open', [{ isEgress: false, protocol: '-1', cidr: '0.0.0.0/0' }]);

    expect(check(['sg-mute'], ['sg-open'])).toEqual({
      reachable: false,
      detail: 'No security group of function fn (sg-mute) allows outgoing tcp 6379.',
    });
  });

  test('one of several groups is enough, at both ends', () => {
    addGroup('sg-mute', []);
    addGroup('sg-out', [outAll]);
    addGroup('sg-in', [
      { isEgress: false, protocol: 'tcp', fromPort: 6379, toPort: 6379, groupId: 'sg-out' },
    ]);

    expect(check(['sg-mute', 'sg-out'], ['sg-mute', 'sg-in']).reachable).toBe(true);
  });

  test.each<[boolean, Omit<SecurityGroupRule, 'id'>]>([
    [true, { isEgress: false, protocol: 'tcp', fromPort: 6379, toPort: 6380, groupId: 'sg-fn' }],
    [true, { isEgress: false, protocol: '6', fromPort: 0, toPort: 65535, cidr: '172.31.0.0/16' }],
    [true, { isEgress: false, protocol: '-1', cidr: '172.31.0.0/20' }],
    [false, { isEgress: false, protocol: 'tcp', fromPort: 6380, toPort: 6380, groupId: 'sg-fn' }],
    [false, { isEgress: false, protocol: 'udp', fromPort: 6379, toPort: 6379, groupId: 'sg-fn' }],
    [
      false,
      { isEgress: false, protocol: 'tcp', fromPort: 6379, toPort: 6379, groupId: 'sg-other' },
    ],
    [false, { isEgress: false, protocol: '-1', cidr: '172.31.16.0/20' }],
    [false, { isEgress: false, protocol: '-1', cidr: '10.0.0.0/8' }],
    [false, { isEgress: true, protocol: '-1', groupId: 'sg-fn' }],
  ])("reachable is %s with the cache's rule %o", (reachable, rule) => {
    addGroup('sg-fn', [outAll]);
    addGroup('sg-cache', [rule]);

    expect(check(['sg-fn'], ['sg-cache']).reachable).toBe(reachable);
  });

  test('a function without a VPC, in another VPC or in another Region is blocked', () => {
    const end = {
      name: 'fn',
      region: 'us-east-1',
      subnetIds: [SUBNET],
      securityGroupIds: [DEFAULT_GROUP],
    };
    ec2.subnets.set('subnet-other', {
      id: 'subnet-other',
      vpcId: 'vpc-other',
      cidr: '172.31.0.0/20',
      zone: 'us-east-1a',
      zoneId: 'use1-az1',
      isDefaultForZone: false,
      availableAddresses: 1,
    });

    const cache = { ...end, connectionType: 'vpc' } as const;
    expect(checkReachability({ ...end, subnetIds: [] }, cache, ec2).reachable).toBe(false);
    expect(checkReachability({ ...end, subnetIds: ['subnet-other'] }, cache, ec2).reachable).toBe(
      false,
    );
    expect(checkReachability({ ...end, region: 'eu-west-1' }, cache, ec2).reachable).toBe(false);
  });

  test('a public endpoint is reachable without a VPC, from any region, and not from a VPC without NAT', () => {
    const network = { region: 'us-east-1', subnetIds: [], securityGroupIds: [] };
    const cache = { ...network, connectionType: 'public' } as const;
    const outside = { ...network, name: 'fn', region: 'eu-west-1' };
    const inside = { ...outside, subnetIds: [SUBNET], securityGroupIds: [DEFAULT_GROUP] };

    expect(checkReachability(outside, cache, ec2)).toEqual({ reachable: true });
    expect(checkReachability(inside, cache, ec2)).toEqual({
      reachable: false,
      detail: expect.stringContaining('NAT'),
    });
  });
});

describe('containsCidr', () => {
  test.each([
    [true, '0.0.0.0/0', '255.255.255.255/32'],
    [true, '10.1.2.3/8', '10.255.0.0/16'],
    [false, '10.0.0.0/16', '10.0.0.0/8'],
    [false, '10.0.0.0/33', '10.0.0.0/33'],
    [false, '10.0.0.256/8', '10.0.0.0/8'],
    [false, '::/0', '10.0.0.0/8'],
  ])('%s: %s contains %s', (expected, outer, inner) => {
    expect(containsCidr(outer, inner)).toBe(expected);
  });
});
