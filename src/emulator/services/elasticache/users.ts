import type * as api from '@aws-sdk/client-elasticache';
import type { CacheUser } from '../../state/elasticache.js';
import { begin } from '../../state/lifecycle.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { toAccessString, toShownAccessString } from './access-string.js';
import { assertAuthentication, toAuthentication } from './authentication.js';
import { assertMembers, changeMembers } from './members.js';
import { assertFitsPublicCaches } from './public-caches.js';
import { assertOwn, READY_MADE } from './ready-made.js';
import {
  findGroupsOfUser,
  invalidCombination,
  invalidValue,
  noModifications,
  requireUser,
  toElastiCachePage,
  toEngine,
  toUserIdentifier,
} from './resources.js';
import { refreshCaches } from './settle.js';
import { toTagMap } from './tags.js';

const MAX_USERS = 2000;

/** Creates a user. It is `active` after `pace.userMs`, but can join a group at once. */
export function createUser(input: api.CreateUserMessage, context: OperationContext): api.User {
  const { aws, state, account, region, clock } = context;
  const { users } = state.elasticache;
  const id = toUserIdentifier('UserId', input.UserId);
  if (users.has(id)) throw fault('UserAlreadyExistsFault', `User ${id} already exists.`);
  if ([...users.keys()].filter((one) => !READY_MADE.has(one)).length >= MAX_USERS) {
    throw fault('UserQuotaExceededFault', `You cannot have more than ${MAX_USERS} users.`);
  }
  const authentication = toAuthentication(input);
  if (!authentication) {
    throw invalidValue(
      'No password was provided. If you want to create/update the user without password, please use the NoPasswordRequired flag.',
    );
  }
  const user: CacheUser = {
    id,
    name: input.UserName ?? '',
    arn: account.arn('elasticache', region, `user:${id}`),
    lifecycle: { status: 'creating' },
    engine: toEngine(input.Engine),
    accessString: toAccessString(input.AccessString ?? ''),
    authentication,
    tags: toTagMap(input.Tags),
  };
  assertAuthentication(user);
  if (aws.assumes('new-users', 'active')) user.lifecycle.status = 'active';
  else begin(user.lifecycle, 'creating', { to: 'active', atMs: clock.now() + toCreateMs(context) });
  users.set(id, user);
  return toUserShape(user, context);
}

/** Returns all users, including the built-in `default`, or one. */
export function describeUsers(
  input: api.DescribeUsersMessage,
  context: OperationContext,
): api.DescribeUsersResult {
  const { elasticache } = context.state;
  const users =
    input.UserId === undefined
      ? [...elasticache.users.values()]
      : [requireUser(elasticache, input.UserId)];
  const engine = input.Engine?.toLowerCase();
  const shown = users.filter((user) => {
    if (engine !== undefined && user.engine !== engine) return false;
    return (input.Filters ?? []).every((filter) => matchesFilter(user, filter));
  });
  const { items, next } = toElastiCachePage(shown, ({ id }) => id, {
    parameter: 'MaxRecords',
    min: 20,
    max: input.MaxRecords,
    fallback: 100,
    marker: input.Marker,
  });
  const Users = items.map((user) => toUserShape(user, context));
  return next === undefined ? { Users } : { Users, Marker: next };
}

/** Changes a user. The new access string applies at once; the user is `modifying` for a while. */
export function modifyUser(input: api.ModifyUserMessage, context: OperationContext): api.User {
  const { state, clock, pace } = context;
  const user = requireChangeableUser(input.UserId, context, 'modified');
  const changed = toChangedUser(user, input);
  assertAuthentication(changed);
  const groups = findGroupsOfUser(state.elasticache, user.id);
  for (const group of groups) {
    const members = group.userIds.map((id) =>
      id === user.id ? changed : requireUser(state.elasticache, id),
    );
    assertMembers(group.engine, members);
    assertFitsPublicCaches(group, members, state.elasticache);
  }
  const { engine, accessString, authentication } = changed;
  Object.assign(user, { engine, accessString, authentication });
  begin(user.lifecycle, 'modifying', { to: 'active', atMs: clock.now() + pace.userMs });
  for (const group of groups) refreshCaches(group, context);
  return toUserShape(user, context);
}

/** Deletes a user and removes it from its groups. The groups and their caches are `modifying` in the meantime. */
export function deleteUser({ UserId }: api.DeleteUserMessage, context: OperationContext): api.User {
  const { state, clock, pace } = context;
  const user = requireChangeableUser(UserId, context, 'deleted');
  const groups = findGroupsOfUser(state.elasticache, user.id);
  // A user named `default` cannot be deleted while it is in a group (F2.6).
  if (user.name === 'default' && groups.length > 0) {
    throw fault(
      'DefaultUserAssociatedToUserGroupFault',
      `User is associated to user group(s) as a default user: ${groups.map(({ id }) => id).join(', ')}.`,
    );
  }
  const paceMs = groups.length > 0 ? Math.max(pace.userMs, pace.userGroupMs) : pace.userMs;
  const atMs = clock.now() + paceMs;
  begin(user.lifecycle, 'deleting', { to: 'gone', atMs });
  for (const group of groups) changeMembers(group, context, { add: [], remove: [user.id], atMs });
  return toUserShape(user, context);
}

function toCreateMs({ aws, pace }: OperationContext): number {
  const isRefused = aws.assumes('new-users-in-groups', 'refused');
  return isRefused ? Math.max(pace.userMs, pace.lagMs) : pace.userMs;
}

function toUserShape(user: CacheUser, { aws, state }: OperationContext): api.User {
  const { authentication } = user;
  return {
    UserId: user.id,
    UserName: user.name,
    Status: user.lifecycle.status,
    Engine: user.engine,
    MinimumEngineVersion: toMinimumEngineVersion(user),
    AccessString: toShownAccessString(user.accessString, aws.assumes),
    UserGroupIds: findGroupsOfUser(state.elasticache, user.id).map(({ id }) => id),
    Authentication: {
      Type: authentication.type,
      ...(authentication.type === 'password' && {
        PasswordCount: authentication.passwordHashes.length,
      }),
    },
    ARN: user.arn,
  };
}

/** Returns the first engine version that supports the user. IAM needs Redis OSS 7.0 (auth-iam). */
export function toMinimumEngineVersion({ engine, authentication }: CacheUser): string {
  if (engine === 'valkey') return '7.2';
  return authentication.type === 'iam' ? '7.0' : '6.0';
}

function requireChangeableUser(
  id: string | undefined,
  { state }: OperationContext,
  verb: 'modified' | 'deleted',
): CacheUser {
  const user = requireUser(state.elasticache, id);
  assertOwn('User', user.id, verb);
  const { status } = user.lifecycle;
  if (status === 'active') return user;
  throw fault(
    'InvalidUserStateFault',
    `User ${user.id} has status ${status}. Only active users can be ${verb}.`,
  );
}

function toChangedUser(user: CacheUser, input: api.ModifyUserMessage): CacheUser {
  const { AccessString, AppendAccessString, Engine } = input;
  if (AccessString !== undefined && AppendAccessString !== undefined) {
    throw invalidCombination('AccessString cannot be combined with AppendAccessString.');
  }
  const authentication = toAuthentication(input);
  const rules = AccessString ?? AppendAccessString;
  if (rules === undefined && Engine === undefined && !authentication) throw noModifications();
  const engine = Engine === undefined ? user.engine : toEngine(Engine);
  if (user.engine === 'valkey' && engine !== 'valkey') {
    throw invalidValue('The engine of a user can be changed from redis to valkey only.');
  }
  const appended = AppendAccessString === undefined ? '' : `${user.accessString} `;
  return {
    ...user,
    engine,
    authentication: authentication ?? user.authentication,
    accessString: rules === undefined ? user.accessString : toAccessString(`${appended}${rules}`),
  };
}

function matchesFilter(user: CacheUser, { Name, Values = [] }: api.Filter): boolean {
  const values = Values.map((value) => value.toLowerCase());
  const field = (Name ?? '').toLowerCase().replaceAll('-', '');
  if (field === 'userid') return values.includes(user.id);
  if (field === 'username') return values.includes(user.name.toLowerCase());
  if (field === 'engine') return values.includes(user.engine);
  throw invalidValue(`Invalid filter name: ${Name}.`);
}
