import { beforeEach, describe, expect, test } from 'vitest';
import { createElastiCacheLab, type ElastiCacheLab } from '../../support/elasticache-lab.js';

const NOT_AVAILABLE = {
  shape: 'InvalidServerlessCacheStateFault',
  message: 'Serverless cache is not in an available state to perform the requested action.',
};

describe('ModifyServerlessCache', () => {
  let lab: ElastiCacheLab;
  const modify = (more: object) =>
    lab.run('ModifyServerlessCache', { ServerlessCacheName: 'cache-01', ...more });
  const remove = (ServerlessCacheName = 'cache-01') =>
    lab.run('DeleteServerlessCache', { ServerlessCacheName });

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('a group is attached when the modification ends, not before', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await lab.createCache();
    lab.advance(120_000);
    lab.portCalls.length = 0;

    expect(await modify({ UserGroupId: 'group-1' })).toMatchObject({
      ServerlessCache: { Status: 'modifying' },
    });
    expect((await lab.cache()).UserGroupId).toBe(undefined);
    expect((await lab.group()).Status).toBe('modifying');
    await expect(modify({ Description: 'x' })).rejects.toMatchObject(NOT_AVAILABLE);
    await expect(remove()).rejects.toMatchObject(NOT_AVAILABLE);
    expect(lab.portCalls).toEqual([]);

    lab.advance(120_000);
    expect(await lab.cache()).toMatchObject({ Status: 'available', UserGroupId: 'group-1' });
    expect(await lab.group()).toMatchObject({ Status: 'active', ServerlessCaches: ['cache-01'] });
    expect(lab.portCalls).toEqual(['refresh cache-01']);
  });

  test('a group that is not active cannot be attached', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createCache();
    lab.advance(120_000);
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);

    await expect(modify({ UserGroupId: 'group-1' })).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
    });
    expect((await lab.cache()).Status).toBe('available');
  });

  test('RemoveUserGroup detaches the group and tells the port', async () => {
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await lab.createCache({ UserGroupId: 'group-1' });
    lab.portCalls.length = 0;

    await modify({ RemoveUserGroup: true });
    expect((await lab.cache()).UserGroupId).toBe(undefined);
    expect((await lab.group()).ServerlessCaches).toEqual([]);
    expect(lab.portCalls).toContain('refresh cache-01');
    await expect(modify({ RemoveUserGroup: true })).rejects.toMatchObject({
      message: 'No modifications were requested',
    });
  });

  test('one call changes exactly one field', async () => {
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await lab.createCache({ UserGroupId: 'group-1', Description: 'lab' });
    const none = {
      shape: 'InvalidParameterCombinationException',
      message: 'No modifications were requested',
    };

    await expect(modify({ Description: 'x', SnapshotRetentionLimit: 1 })).rejects.toMatchObject({
      shape: 'InvalidParameterCombinationException',
      message: 'Serverless Cache modifications only support modifying one field per request.',
    });
    await expect(modify({})).rejects.toMatchObject(none);
    await expect(modify({ RemoveUserGroup: false })).rejects.toMatchObject(none);
    await expect(modify({ UserGroupId: 'GROUP-1' })).rejects.toMatchObject(none);
    await expect(modify({ Description: 'lab' })).rejects.toMatchObject(none);
    await expect(modify({ SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'] })).rejects.toMatchObject(
      none,
    );
    await modify({ Description: 'x' });
    expect((await lab.cache())['Description']).toBe('x');
  });

  test('each usage limit can be changed on its own', async () => {
    await lab.createCache({ CacheUsageLimits: { ECPUPerSecond: { Maximum: 1000 } } });
    await modify({ CacheUsageLimits: { DataStorage: { Maximum: 2, Unit: 'GB' } } });

    expect((await lab.cache())['CacheUsageLimits']).toEqual({
      DataStorage: { Maximum: 2, Minimum: undefined, Unit: 'GB' },
      ECPUPerSecond: { Maximum: 1000, Minimum: undefined },
    });
    await expect(
      modify({ CacheUsageLimits: { ECPUPerSecond: { Maximum: 1000 } } }),
    ).rejects.toMatchObject({ message: 'No modifications were requested' });
  });

  test('the engine can be upgraded, but not downgraded', async () => {
    await lab.createCache({ Engine: 'redis' });
    await modify({ Engine: 'valkey', MajorEngineVersion: '8' });
    expect(await lab.cache()).toMatchObject({ Engine: 'valkey', FullEngineVersion: '8.1' });
    await expect(modify({ MajorEngineVersion: '7' })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
    await expect(modify({ Engine: 'redis' })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
  });
});
