import { beforeEach, describe, expect, test } from 'vitest';
import {
  createElastiCacheLab,
  type ElastiCacheLab,
  PASSWORD_MODE,
} from '../../support/elasticache-lab.js';

const NO_PASSWORD = { AuthenticationMode: { Type: 'no-password-required' } };

describe('ModifyUser and DeleteUser', () => {
  let lab: ElastiCacheLab;

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('ModifyUser replaces or appends the access string and tells the caches', async () => {
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await lab.createCache({ UserGroupId: 'group-1' });
    lab.portCalls.length = 0;

    await lab.run('ModifyUser', { UserId: 'user-1', AccessString: 'on   ~a:*  +get' });
    expect((await lab.user('user-1')).AccessString).toBe('on ~a:* +get');
    expect(lab.portCalls).toEqual(['refresh cache-01']);
    await lab.run('ModifyUser', { UserId: 'user-1', AppendAccessString: '+set' });
    expect((await lab.user('user-1')).AccessString).toBe('on ~a:* +get +set');
  });

  test('ModifyUser refuses a call without a change and a user that is not active', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    const modify = (more: object) => lab.run('ModifyUser', { UserId: 'user-1', ...more });

    await expect(modify({ AccessString: 'on' })).rejects.toMatchObject({
      shape: 'InvalidUserStateFault',
      message: 'User user-1 has status creating. Only active users can be modified.',
    });
    lab.advance(5_000);
    await expect(modify({})).rejects.toMatchObject({
      shape: 'InvalidParameterCombinationException',
      message: 'No modifications were requested',
    });
    expect(await modify({ AccessString: 'on' })).toMatchObject({ Status: 'modifying' });
  });

  test('a member of a group with the engine Valkey cannot give up its password', async () => {
    await lab.createUser('user-1', { Engine: 'redis', ...PASSWORD_MODE });
    await lab.createGroup(['user-1']);

    await expect(
      lab.run('ModifyUser', { UserId: 'user-1', NoPasswordRequired: true }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterValueException' });
    expect(await lab.user('user-1')).toMatchObject({ Authentication: { Type: 'password' } });
  });

  test('DeleteUser removes the user from its group; group and cache are modifying in the meantime', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1');
    await lab.createUser('user-2');
    lab.advance(5_000);
    await lab.createGroup(['user-1', 'user-2']);
    lab.advance(10_000);
    await lab.createCache({ UserGroupId: 'group-1' });
    lab.advance(120_000);
    lab.portCalls.length = 0;

    expect(await lab.run('DeleteUser', { UserId: 'user-1' })).toMatchObject({ Status: 'deleting' });
    expect(await lab.group()).toMatchObject({
      Status: 'modifying',
      UserIds: ['user-1', 'user-2'],
      PendingChanges: { UserIdsToAdd: [], UserIdsToRemove: ['user-1'] },
    });
    expect((await lab.cache()).Status).toBe('modifying');
    await expect(lab.run('DeleteUserGroup', { UserGroupId: 'group-1' })).rejects.toMatchObject({
      shape: 'InvalidUserGroupStateFault',
    });
    expect(lab.portCalls).toEqual([]);

    lab.advance(10_000);
    expect(await lab.group()).toMatchObject({ Status: 'active', UserIds: ['user-2'] });
    expect(await lab.group()).not.toHaveProperty('PendingChanges');
    expect((await lab.cache()).Status).toBe('available');
    expect(lab.portCalls).toEqual(['refresh cache-01']);
    await expect(lab.user('user-1')).rejects.toMatchObject({
      shape: 'UserNotFoundFault',
      message: 'User user-1 not found.',
    });
  });

  test('a user named default cannot be deleted while it is in a group', async () => {
    await lab.createUser('default-user-disabled', {
      UserName: 'default',
      Engine: 'redis',
      ...NO_PASSWORD,
    });
    await lab.createGroup(['default-user-disabled'], { Engine: 'redis' });

    await expect(lab.run('DeleteUser', { UserId: 'default-user-disabled' })).rejects.toMatchObject({
      shape: 'DefaultUserAssociatedToUserGroupFault',
      message: expect.stringContaining('User is associated to user group'),
    });
    await lab.run('DeleteUserGroup', { UserGroupId: 'group-1' });
    await lab.run('DeleteUser', { UserId: 'default-user-disabled' });
    expect(lab.context.state.elasticache.users.size).toBe(2);
  });
});
