import type * as api from '@aws-sdk/client-elasticache';
import type { CacheUserGroup, ElastiCacheState, ServerlessCache } from '../../state/elasticache.js';
import { begin } from '../../state/lifecycle.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { assertMembers, changeMembers, requireMembers } from './members.js';
import { assertFitsPublicCaches } from './public-caches.js';
import { assertOwn, READY_MADE } from './ready-made.js';
import {
  findAttachedCaches,
  invalidValue,
  noModifications,
  requireUserGroup,
  toElastiCachePage,
  toEngine,
  toUserIdentifier,
} from './resources.js';
import { toTagMap } from './tags.js';
import { toMinimumEngineVersion } from './users.js';

const MAX_GROUPS = 200;

/** Creates a group. It is `active`, and caches can use it, after `pace.userGroupMs`. */
export function createUserGroup(
  input: api.CreateUserGroupMessage,
  context: OperationContext,
): api.UserGroup {
  const { state, account, region, clock, pace } = context;
  const { elasticache } = state;
  const id = toUserIdentifier('UserGroupId', input.UserGroupId);
  if (elasticache.userGroups.has(id)) {
    throw fault('UserGroupAlreadyExistsFault', `User group ${id} already exists.`);
  }
  const own = [...elasticache.userGroups.keys()].filter((one) => !READY_MADE.has(one));
  if (own.length >= MAX_GROUPS) {
    throw fault(
      'UserGroupQuotaExceededFault',
      `You cannot have more than ${MAX_GROUPS} user groups.`,
    );
  }
  const engine = toEngine(input.Engine);
  const users = requireMembers(context, input.UserIds);
  assertMembers(engine, users);
  const group: CacheUserGroup = {
    id,
    arn: account.arn('elasticache', region, `usergroup:${id}`),
    engine,
    lifecycle: { status: 'creating' },
    userIds: users.map((user) => user.id),
    tags: toTagMap(input.Tags),
  };
  begin(group.lifecycle, 'creating', { to: 'active', atMs: clock.now() + pace.userGroupMs });
  elasticache.userGroups.set(id, group);
  return toUserGroupShape(group, context);
}

/** Returns all groups, or one. Throws UserGroupNotFound. */
export function describeUserGroups(
  input: api.DescribeUserGroupsMessage,
  context: OperationContext,
): api.DescribeUserGroupsResult {
  const { elasticache } = context.state;
  const groups =
    input.UserGroupId === undefined
      ? elasticache.userGroups.values()
      : [requireUserGroup(elasticache, input.UserGroupId)];
  const { items, next } = toElastiCachePage(groups, ({ id }) => id, {
    parameter: 'MaxRecords',
    min: 20,
    max: input.MaxRecords,
    fallback: 100,
    marker: input.Marker,
  });
  const UserGroups = items.map((group) => toUserGroupShape(group, context));
  return next === undefined ? { UserGroups } : { UserGroups, Marker: next };
}

/** Adds and removes members. The change takes effect when the group is `active` again. */
export function modifyUserGroup(
  input: api.ModifyUserGroupMessage,
  context: OperationContext,
): api.UserGroup {
  const { state, clock, pace } = context;
  const { elasticache } = state;
  const group = requireActiveGroup(input.UserGroupId, context, 'modified');
  const engine = input.Engine === undefined ? group.engine : toEngine(input.Engine);
  if (group.engine === 'valkey' && engine !== 'valkey') {
    throw invalidValue('The engine of a user group can be changed from redis to valkey only.');
  }
  const redisCache = findAttachedCaches(elasticache, group.id).find((cache) => {
    return cache.engine !== 'valkey' && engine === 'valkey';
  });
  if (redisCache) {
    throw invalidValue(
      `User group ${group.id} is associated with cache ${redisCache.name} of engine redis.`,
    );
  }
  const remove = (input.UserIdsToRemove ?? []).map((id) => id.toLowerCase());
  const add = requireMembers(context, input.UserIdsToAdd).map(({ id }) => id);
  if (add.length === 0 && remove.length === 0 && engine === group.engine) throw noModifications();
  const stranger = remove.find((id) => !group.userIds.includes(id));
  if (stranger !== undefined) {
    throw invalidValue(`User ${stranger} is not a member of user group ${group.id}.`);
  }
  const member = add.find((id) => group.userIds.includes(id));
  if (member !== undefined) {
    throw invalidValue(`User ${member} is already a member of user group ${group.id}.`);
  }
  const kept = group.userIds.filter((id) => !remove.includes(id));
  const members = requireMembers(context, [...kept, ...add]);
  assertMembers(engine, members);
  assertFitsPublicCaches(group, members, elasticache);
  group.engine = engine;
  changeMembers(group, context, { add, remove, atMs: clock.now() + pace.userGroupMs });
  return toUserGroupShape(group, context);
}

/** Deletes a group but not its users (F3.5). Throws InvalidUserGroupState while a cache uses it (F3.4). */
export function deleteUserGroup(
  { UserGroupId }: api.DeleteUserGroupMessage,
  context: OperationContext,
): api.UserGroup {
  const { aws, clock, pace } = context;
  const group = requireActiveGroup(UserGroupId, context, 'deleted');
  const caches = findTiedCaches(group, context);
  if (caches.length > 0) {
    const message = `User group ${group.id} is associated with serverless caches: ${caches.map(({ name }) => name).join(', ')}. Only user groups that are not associated can be deleted.`;
    if (aws.assumes('tied-group-deletion', 'value-error')) throw invalidValue(message);
    throw fault('InvalidUserGroupStateFault', message);
  }
  begin(group.lifecycle, 'deleting', { to: 'gone', atMs: clock.now() + pace.userGroupMs });
  return toUserGroupShape(group, context);
}

/** Returns a group in the state `active` (F3.2). Throws UserGroupNotFound or InvalidUserGroupState. */
export function requireActiveGroup(
  id: string | undefined,
  { state }: OperationContext,
  verb: 'modified' | 'deleted' | 'associated',
): CacheUserGroup {
  const group = requireUserGroup(state.elasticache, id);
  if (verb !== 'associated') assertOwn('User group', group.id, verb);
  const { status } = group.lifecycle;
  if (status === 'active') return group;
  throw fault(
    'InvalidUserGroupStateFault',
    `User group ${group.id} has status ${status}. Only active user groups can be ${verb}.`,
  );
}

function toUserGroupShape(group: CacheUserGroup, context: OperationContext): api.UserGroup {
  const { pendingChanges } = group;
  const showsArns = context.aws.assumes('group-caches', 'arns');
  return {
    UserGroupId: group.id,
    Status: group.lifecycle.status,
    Engine: group.engine,
    UserIds: [...group.userIds],
    MinimumEngineVersion: toGroupEngineVersion(group, context.state.elasticache),
    ...(pendingChanges && {
      PendingChanges: {
        UserIdsToRemove: [...pendingChanges.userIdsToRemove],
        UserIdsToAdd: [...pendingChanges.userIdsToAdd],
      },
    }),
    ReplicationGroups: [],
    // The model allows both (F3.6).
    ServerlessCaches: findTiedCaches(group, context).map(({ name, arn }) => {
      return showsArns ? arn : name;
    }),
    ARN: group.arn,
  };
}

/** Lists the caches that use a group, and one that is gone and still ties it. */
function findTiedCaches(
  { id, lateTie }: CacheUserGroup,
  { state, clock }: OperationContext,
): ServerlessCache[] {
  const attached = findAttachedCaches(state.elasticache, id);
  if (!lateTie || lateTie.endsAtMs <= clock.now()) return attached;
  return [...attached, lateTie.cache];
}

/** Returns the highest engine version that a member needs. */
function toGroupEngineVersion(group: CacheUserGroup, state: ElastiCacheState): string {
  if (group.engine === 'valkey') return '7.2';
  const versions = group.userIds
    .map((id) => state.users.get(id))
    .filter((user) => user !== undefined)
    .map(toMinimumEngineVersion);
  return versions.sort().at(-1) ?? '6.0';
}
