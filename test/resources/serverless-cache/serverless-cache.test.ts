import {
  DeleteServerlessCacheCommand,
  ModifyServerlessCacheCommand,
} from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import {
  down,
  interrupted,
  present,
  regionOf,
  toChanges,
  up,
  waitsFor,
} from '../../support/run-lab.js';

const STEPS = ['defaultUser', 'iamUser', 'userGroup', 'serverlessCache', 'cacheUserGroup'] as const;
const CACHE = 'serverless-cache/cache-01';
const ATTACHMENT = 'user-group-attachment/cache-01/iam-user-group-01';

describe('the cache in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const fillSubnets = (availableAddresses: number) => {
    for (const subnet of regionOf(lab).ec2.subnets.values()) {
      subnet.availableAddresses = availableAddresses;
    }
  };
  const modify = async (change: object) => {
    const client = await lab.ctx.aws.elastiCache();
    const command = { ServerlessCacheName: 'cache-01', ...change };
    await client.send(new ModifyServerlessCacheCommand(command));
  };
  const remove = async () => {
    const client = await lab.ctx.aws.elastiCache();
    await client.send(new DeleteServerlessCacheCommand({ ServerlessCacheName: 'cache-01' }));
  };

  test('creating: up waits before its first change, and uses the cache', async () => {
    await interrupted(lab, (one) => up(one, STEPS), waitsFor('serverless-cache', 'creating'));
    expect((await observe(lab).cache()).Status).toBe('creating');

    expect(toChanges(await up(lab, STEPS))).toEqual({});
    expect(lab.calls('CreateServerlessCache')).toBe(1);
  });

  test('creating: down waits for it and removes it', async () => {
    await interrupted(lab, (one) => up(one, STEPS), waitsFor('serverless-cache', 'creating'));

    expect(await down(lab)).toMatchObject({ [CACHE]: 'deleted', [ATTACHMENT]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('modifying: up waits for the change, then makes its own, with one field in each request', async () => {
    await up(lab, STEPS);
    await modify({ CacheUsageLimits: { ECPUPerSecond: { Maximum: 5000 } } });

    expect(toChanges(await up(lab, STEPS))).toEqual({ [CACHE]: 'updated' });
    expect((await observe(lab).cache()).CacheUsageLimits?.ECPUPerSecond?.Maximum).toBe(1000);
  });

  test('modifying: down waits until it can be deleted', async () => {
    await up(lab, STEPS);
    await modify({ Description: 'another' });

    expect(await down(lab)).toMatchObject({ [CACHE]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('deleting: up waits until it is gone and creates it again', async () => {
    await up(lab, STEPS);
    await remove();

    expect(toChanges(await up(lab, STEPS))).toEqual({
      [CACHE]: 'created',
      [ATTACHMENT]: 'created',
    });
    expect(await observe(lab).cache()).toMatchObject({
      UserGroupId: 'iam-user-group-01',
      Status: 'available',
    });
  });

  test('deleting: down waits until it is gone, then removes the rest', async () => {
    await up(lab, STEPS);
    await remove();

    expect(await down(lab)).toMatchObject({ [CACHE]: 'absent', 'user/iam-user-01': 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('create-failed: up says so, and the next up deletes it and creates it again', async () => {
    fillSubnets(0);
    await expect(up(lab, STEPS)).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: 'The serverless-cache cache-01 is create-failed.',
      hint: { text: expect.stringContaining('creates it again') },
    });
    fillSubnets(100);

    expect(toChanges(await up(lab, STEPS))).toEqual({ [CACHE]: 'created' });
    expect((await observe(lab).cache()).Status).toBe('available');
  });

  test('create-failed: down removes it although AWS does not show its tags', async () => {
    fillSubnets(0);
    await up(lab, STEPS).catch(() => {});
    expect((await observe(lab).cache()).Status).toBe('create-failed');

    expect(await down(lab)).toMatchObject({ [CACHE]: 'deleted', [ATTACHMENT]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('create-failed without the lab’s group: the owner is unknown, so it is left alone', async () => {
    fillSubnets(0);
    await up(lab, ['serverlessCache']).catch(() => {});

    const hint = {
      text: expect.stringContaining(
        'aws elasticache delete-serverless-cache --region us-east-1 --serverless-cache-name cache-01',
      ),
    };
    await expect(up(lab)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE', exitCode: 3, hint });
    await expect(down(lab)).rejects.toMatchObject({ code: 'RESOURCE_FAILED', exitCode: 1, hint });
    expect(lab.calls('DeleteServerlessCache')).toBe(0);
    expect(lab.calls('CreateUser')).toBe(0);
  });

  test('older than its users: up attaches their group with one change and waits for it', async () => {
    await up(lab, ['serverlessCache', 'cacheUserGroup']);
    expect((await observe(lab).cache()).UserGroupId).toBeUndefined();

    expect(toChanges(await up(lab, STEPS))).toMatchObject({ [ATTACHMENT]: 'created' });
    expect(await observe(lab).cache()).toMatchObject({
      UserGroupId: 'iam-user-group-01',
      Status: 'available',
    });
    expect(lab.calls('ModifyServerlessCache')).toBe(1);
  });

  test('without the group that a user detached: up attaches it again', async () => {
    await up(lab, STEPS);
    await modify({ RemoveUserGroup: true });

    expect(toChanges(await up(lab, STEPS))).toEqual({ [ATTACHMENT]: 'created' });
  });

  test('with another group: up replaces it with the lab’s', async () => {
    await up(lab, STEPS);
    const groups = regionOf(lab).elasticache.userGroups;
    const other = { ...present(groups.get('iam-user-group-01')), id: 'another-group' };
    groups.set('another-group', other);
    present(regionOf(lab).elasticache.caches.get('cache-01')).userGroupId = 'another-group';

    expect(toChanges(await up(lab, STEPS))).toEqual({ [ATTACHMENT]: 'created' });
    expect((await observe(lab).cache()).UserGroupId).toBe('iam-user-group-01');
  });

  test('as configured: no call changes it', async () => {
    await up(lab, STEPS);
    await up(lab, STEPS);

    expect(lab.calls('ModifyServerlessCache')).toBe(0);
  });
});

test('up changes several settings of a cache one after the other', async () => {
  await using lab = await startLab({ pace: 'real' });
  await up(lab, ['serverlessCache']);
  const { ec2 } = regionOf(lab);
  const id = 'sg-00000000000000001';
  const group = present([...ec2.securityGroups.values()][0]);
  const rules = group.rules.map((rule) => (rule.groupId ? { ...rule, groupId: id } : rule));
  const own = { ...group, id, name: 'own', rules };
  ec2.securityGroups.set(own.id, own);
  await using other = await startLab({
    emulator: lab.emulator,
    env: { VALKEY_LAB_SECURITY_GROUP_IDS: own.id, VALKEY_LAB_MAX_ECPU: '2000' },
  });

  expect(await up(other, ['serverlessCache'])).toEqual({ [CACHE]: 'updated' });
  expect(other.calls('ModifyServerlessCache')).toBe(2);
  expect(await observe(lab).cache()).toMatchObject({
    SecurityGroupIds: [own.id],
    CacheUsageLimits: { ECPUPerSecond: { Maximum: 2000 } },
  });
});
