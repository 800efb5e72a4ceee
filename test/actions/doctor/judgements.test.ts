import { describe, expect, test } from 'vitest';
import { judgeClock, judgeLife } from '../../../src/actions/doctor/credentials.js';
import { judgeNode } from '../../../src/actions/doctor/node.js';
import { judgePermissions } from '../../../src/actions/doctor/permissions.js';
import { region } from '../../../src/actions/doctor/region.js';
import { findIamRegion, findPartition } from '../../../src/aws/partitions.js';
import { judgeRuntime } from '../../../src/resources/function/runtime.js';
import { judgeSubnets } from '../../../src/resources/network/check.js';
import { judgeDns } from '../../../src/resources/network/dns.js';
import { judgeQuota } from '../../../src/resources/shared/quota.js';

const MINUTE_MS = 60_000;

describe('the doctor judges', () => {
  test.each([
    ['18.20.0', 'failed'],
    ['20.18.3', 'failed'],
    ['20.19.0', 'warning'],
    ['22.1.0', 'ok'],
    ['24.11.0', 'ok'],
  ])('Node.js %s: %s', (version, state) => {
    expect(judgeNode(version).state).toBe(state);
  });

  test.each([
    [0, 'ok'],
    [-20_000, 'ok'],
    [31_000, 'warning'],
    [-4 * MINUTE_MS, 'warning'],
    [5 * MINUTE_MS, 'failed'],
    [-60 * MINUTE_MS, 'failed'],
    [Number.NaN, 'unknown'],
  ])('a clock that is %d ms off: %s', (skewMs, state) => {
    expect(judgeClock(skewMs).state).toBe(state);
  });

  test('credentials by their remaining time', () => {
    const nowMs = Date.parse('2026-11-01T00:00:00Z');
    const at = (minutes: number) => new Date(nowMs + minutes * MINUTE_MS);
    expect(judgeLife('me', undefined, nowMs)).toEqual({ state: 'ok', message: 'me.' });
    expect(judgeLife('me', at(61), nowMs).state).toBe('ok');
    expect(judgeLife('me', at(12), nowMs)).toMatchObject({
      state: 'warning',
      message: 'me; valid for 12 more minutes.',
    });
  });

  test.each([
    ['nodejs20.x', 'failed'],
    ['nodejs22.x', 'ok'],
    ['nodejs24.x', 'ok'],
    ['nodejs26.x', 'warning'],
  ])('the runtime %s: %s', (name, state) => {
    expect(judgeRuntime(name, Date.parse('2026-11-01')).state).toBe(state);
  });

  test('the runtime nodejs26.x by what is known of it', () => {
    expect(judgeRuntime('nodejs26.x', Date.now()).message).toContain('new in late 2026');
    expect(judgeRuntime('nodejs28.x', Date.now()).message).toContain('unknown to this version');
  });

  test.each([
    ['us-east-1', 'aws'],
    ['mx-central-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-west-1', 'aws-iso'],
    ['us-isob-west-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-east-1', 'aws-iso-f'],
  ])('the region %s by the partition %s of the caller', async (name, partition) => {
    const judge = (callers: string) =>
      region.run({
        region: name,
        identity: { partition: callers },
        target: { isDefaultRegion: false },
      } as Parameters<typeof region.run>[0]);

    expect(await judge(partition)).toMatchObject({ state: 'ok' });
    expect(await judge('aws-of-another-world')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(`another partition (${partition})`),
    });
    expect(findPartition(findIamRegion(partition) ?? '')).toBe(partition);
  });

  test('permissions, and who can grant the missing ones', () => {
    const lacks = (action: string, isByOrganization: boolean) => ({ action, isByOrganization });
    expect(judgePermissions(3, []).state).toBe('ok');
    expect(judgePermissions(3, [lacks('iam:GetRole', false)])).toMatchObject({
      state: 'failed',
      message: '1 of 3 actions are not allowed: iam:GetRole.',
      remedy: { command: ['doctor', '--print-policy'] },
    });
    const optional = lacks('ec2:Delete', false);
    const effects = new Map([['ec2:Delete', 'a wait is longer']]);
    expect(judgePermissions(3, [optional], effects)).toMatchObject({
      state: 'warning',
      message: '1 of 3 actions are not allowed: ec2:Delete. Without ec2:Delete, a wait is longer.',
    });
    const needed = lacks('iam:GetRole', false);
    expect(judgePermissions(3, [optional, needed], effects).state).toBe('failed');
    expect(
      judgePermissions(3, [lacks('iam:GetRole', false), lacks('lambda:CreateFunction', true)]),
    ).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/organization \(SCP\) denies: lambda:CreateFunction\.$/),
      remedy: expect.stringContaining('administrators of your organization'),
    });
  });

  test('the DNS settings of a VPC', () => {
    const judge = (support: boolean, names: boolean) => judgeDns('vpc-1', { support, names });
    expect(judge(true, true).state).toBe('ok');
    expect(judge(true, false)).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('enableDnsHostnames is off in vpc-1'),
      remedy: expect.stringContaining('--enable-dns-hostnames'),
    });
    expect(judge(false, false)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('enableDnsSupport and enableDnsHostnames are off'),
    });
  });

  test('subnets by zones and free addresses', () => {
    const subnet = (zone: string, free: number) => ({
      SubnetId: `subnet-${zone}`,
      AvailabilityZone: zone,
      AvailableIpAddressCount: free,
    });
    expect(judgeSubnets([subnet('a', 10), subnet('b', 10)]).state).toBe('ok');
    expect(judgeSubnets([subnet('a', 100)])).toMatchObject({
      state: 'warning',
      message: 'subnet-a (a, 100 free). They are all in one zone; ElastiCache needs 2.',
    });
    expect(judgeSubnets([subnet('a', 9), subnet('b', 10)])).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('There are fewer than 10 free addresses in subnet-a.'),
    });
  });

  test('quotas: a value from AWS can fail, a default can only warn', () => {
    const quota = { service: 'iam', name: 'Roles per account', code: 'L-FE177D64' } as const;
    const judge = (used: number, isTold: boolean) =>
      judgeQuota({ quota, used, limit: 100, needed: 2, isTold }).state;
    expect([judge(79, true), judge(80, true), judge(98, true), judge(99, true)]).toEqual([
      'ok',
      'warning',
      'warning',
      'failed',
    ]);
    expect(judge(99, false)).toBe('warning');
    expect(judgeQuota({ quota, used: 99, limit: 100, needed: 2, isTold: true }).remedy).toContain(
      '--quota-code L-FE177D64',
    );
  });
});
