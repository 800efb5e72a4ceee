import { beforeEach, describe, expect, test } from 'vitest';
import {
  createElastiCacheLab,
  type ElastiCacheLab,
  PASSWORD_MODE,
} from '../../support/elasticache-lab.js';

const OPEN = { Engine: 'redis', AuthenticationMode: { Type: 'no-password-required' } };

describe('ElastiCache user groups', () => {
  let lab: ElastiCacheLab;
  const modify = (more: object) => lab.run('ModifyUserGroup', { UserGroupId: 'group-1', ...more });

  beforeEach(async () => {
    lab = createElastiCacheLab();
    await lab.createUser('user-1');
    await lab.createUser('user-2');
  });

  test('a group is creating, then active', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    expect(await lab.createGroup(['User-1'], { UserGroupId: 'Group-1' })).toEqual({
      UserGroupId: 'group-1',
      Status: 'creating',
      Engine: 'valkey',
      UserIds: ['user-1'],
      MinimumEngineVersion: '7.2',
      ReplicationGroups: [],
      ServerlessCaches: [],
      ARN: 'arn:aws:elasticache:us-east-1:123456789012:usergroup:group-1',
    });
    await expect(lab.createCache({ UserGroupId: 'group-1' })).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
      message: 'User group group-1 has status creating. Only active user groups can be associated.',
    });
    lab.advance(10_000);
    expect((await lab.group()).Status).toBe('active');
    expect((await lab.user('user-1')).UserGroupIds).toEqual(['group-1']);
  });

  test('a group with the engine Redis needs a user named `default`', async () => {
    await lab.createUser('redis-user', { Engine: 'redis' });
    await expect(lab.createGroup(['redis-user'], { Engine: 'redis' })).rejects.toMatchObject({
      shape: 'DefaultUserRequired',
      message: 'User group needs to contain a user with the user name default.',
    });
    expect(await lab.createGroup(['default', 'redis-user'], { Engine: 'Redis' })).toMatchObject({
      MinimumEngineVersion: '7.0',
    });
    await expect(modify({ UserIdsToRemove: ['default'] })).rejects.toMatchObject({
      shape: 'DefaultUserRequired',
    });
    await lab.createUser('off-user', { UserName: 'default', ...OPEN });
    await modify({ UserIdsToRemove: ['default'], UserIdsToAdd: ['off-user'] });
    expect((await lab.group()).UserIds).toEqual(['redis-user', 'off-user']);
  });

  test('a group with the engine Valkey refuses users without a password, including the built-in `default`', async () => {
    await lab.createUser('open-user', OPEN);
    for (const id of ['open-user', 'default']) {
      await expect(lab.createGroup([id])).rejects.toMatchObject({
        shape: 'InvalidParameterValueException',
        message: `User ${id} needs no password: a user group of engine valkey can only contain users with the authentication type password or iam.`,
      });
    }
    await lab.createUser('redis-user', { Engine: 'redis' });
    await lab.createGroup(['redis-user', 'user-1']);
  });

  test('duplicate names, duplicate members and unknown members are refused', async () => {
    await lab.createUser('a-1', { UserName: 'reader', ...PASSWORD_MODE });
    await lab.createUser('a-2', { UserName: 'reader', ...PASSWORD_MODE });

    await expect(lab.createGroup(['a-1', 'a-2'])).rejects.toMatchObject({
      shape: 'DuplicateUserNameFault',
    });
    await expect(lab.createGroup(['a-1', 'A-1'])).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
    await expect(lab.createGroup(['nobody'])).rejects.toMatchObject({
      shape: 'UserNotFoundFault',
      message: 'User nobody not found.',
    });
    expect([...lab.context.state.elasticache.userGroups.keys()]).toEqual([
      'default.iam-user-group',
    ]);
  });

  test('a second group with the same id and a missing group are refused', async () => {
    await lab.createGroup(['user-1']);
    await expect(lab.createGroup(['user-1'])).rejects.toMatchObject({
      shape: 'UserGroupAlreadyExistsFault',
    });
    await expect(lab.group('missing')).rejects.toMatchObject({
      shape: 'UserGroupNotFoundFault',
      message: 'User group missing not found.',
    });
  });

  test('members change when the group is active again, and only active groups can be modified', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    await lab.createUser('user-2');
    await lab.createGroup(['user-1']);
    lab.advance(10_000);

    expect(await modify({ UserIdsToAdd: ['user-2'], UserIdsToRemove: ['user-1'] })).toMatchObject({
      Status: 'modifying',
      UserIds: ['user-1'],
      PendingChanges: { UserIdsToAdd: ['user-2'], UserIdsToRemove: ['user-1'] },
    });
    await expect(modify({ UserIdsToAdd: ['user-1'] })).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
      message: 'User group group-1 has status modifying. Only active user groups can be modified.',
    });
    lab.advance(10_000);
    expect(await lab.group()).toMatchObject({ Status: 'active', UserIds: ['user-2'] });
  });

  test('ModifyUserGroup refuses a call without a change, and foreign or duplicate members', async () => {
    await lab.createGroup(['user-1']);

    await expect(modify({})).rejects.toMatchObject({ message: 'No modifications were requested' });
    await expect(modify({ UserIdsToRemove: ['user-2'] })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
      message: 'User user-2 is not a member of user group group-1.',
    });
    await expect(
      modify({ UserIdsToRemove: ['user-2'], UserIdsToAdd: ['user-2'] }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterValueException' });
    await expect(modify({ UserIdsToAdd: ['user-1'] })).rejects.toMatchObject({
      message: 'User user-1 is already a member of user group group-1.',
    });
    expect((await lab.group()).UserIds).toEqual(['user-1']);
  });

  test('removing a member tells the cache, whose connections of that user end', async () => {
    await lab.createGroup(['user-1', 'user-2']);
    await lab.createCache({ UserGroupId: 'group-1' });
    lab.portCalls.length = 0;

    await modify({ UserIdsToRemove: ['user-1'] });
    expect(lab.portCalls).toEqual(['refresh cache-01']);
  });

  test('the engine of a group can change from Redis to Valkey, but not back', async () => {
    await lab.createUser('off-user', {
      UserName: 'default',
      Engine: 'redis',
      ...PASSWORD_MODE,
    });
    await lab.createGroup(['off-user'], { Engine: 'redis' });
    expect(await modify({ Engine: 'valkey' })).toMatchObject({ Engine: 'valkey' });
    await expect(modify({ Engine: 'redis' })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
  });

  test('a group can be deleted only without caches; its users stay', async () => {
    await lab.createGroup(['user-1']);
    await lab.createCache({ UserGroupId: 'group-1' });
    const remove = () => lab.run('DeleteUserGroup', { UserGroupId: 'group-1' });

    expect((await lab.group()).ServerlessCaches).toEqual(['cache-01']);
    await expect(remove()).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
      message: expect.stringContaining('is associated with serverless caches: cache-01.'),
    });
    await lab.run('DeleteServerlessCache', { ServerlessCacheName: 'cache-01' });
    expect(await remove()).toMatchObject({ Status: 'deleting' });
    await expect(lab.group()).rejects.toMatchObject({ shape: 'UserGroupNotFoundFault' });
    expect((await lab.user('user-1')).UserGroupIds).toEqual([]);
  });

  test('a group is modifying for a while after its cache is gone', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    lab.advance(10_000);
    await lab.createCache({ UserGroupId: 'group-1' });
    expect((await lab.group()).Status).toBe('modifying');
    lab.advance(120_000);
    await lab.run('DeleteServerlessCache', { ServerlessCacheName: 'cache-01' });

    lab.advance(119_999);
    expect(await lab.group()).toMatchObject({ Status: 'active', ServerlessCaches: ['cache-01'] });
    await expect(lab.run('DeleteUserGroup', { UserGroupId: 'group-1' })).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
    });
    lab.advance(1);
    expect(await lab.group()).toMatchObject({ Status: 'modifying', ServerlessCaches: [] });
    lab.advance(10_000);
    expect((await lab.group()).Status).toBe('active');
  });

  test('the limits are 200 groups, and 100 users in each', async () => {
    for (let index = 0; index < 101; index++) await lab.createUser(`m-${index}`);
    const members = Array.from({ length: 101 }, (_, index) => `m-${index}`);
    await expect(lab.createGroup(members)).rejects.toMatchObject({
      message: 'A user group cannot contain more than 100 users.',
    });
    for (let index = 0; index < 200; index++) {
      await lab.createGroup([], { UserGroupId: `g-${index}` });
    }
    await expect(lab.createGroup([])).rejects.toMatchObject({
      shape: 'UserGroupQuotaExceededFault',
    });
    const page = await lab.run<{ UserGroups: unknown[]; Marker: string }>('DescribeUserGroups');
    expect(page.UserGroups).toHaveLength(100);
    expect(page.Marker).toBeTypeOf('string');
  });
});
