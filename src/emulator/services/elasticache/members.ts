import type { CacheUser, CacheUserGroup } from '../../state/elasticache.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { findAttachedCaches, invalidValue, requireUser } from './resources.js';
import { changeCache, changeUserGroup, refreshCaches } from './settle.js';

const MAX_MEMBERS = 100;

/** Returns the users with these ids. Throws UserNotFound, also for a user that is being deleted. */
export function requireMembers(
  { aws, state: { elasticache } }: OperationContext,
  ids: readonly string[] | undefined,
): CacheUser[] {
  const users = (ids ?? []).map((id) => {
    const user = requireUser(elasticache, id);
    const { status } = user.lifecycle;
    if (status === 'creating' && aws.assumes('new-users-in-groups', 'refused')) {
      throw fault('InvalidUserStateFault', `User ${user.id} has status ${status}.`);
    }
    if (status !== 'deleting') return user;
    throw fault('UserNotFoundFault', `User ${user.id} not found.`);
  });
  const twice = users.find((user, index) => users.indexOf(user) !== index);
  if (twice) throw invalidValue(`User ${twice.id} is given twice.`);
  return users;
}

/** Throws when these users cannot form a group of this engine (RBAC). */
export function assertMembers(engine: string, users: readonly CacheUser[]): void {
  // A group with engine `redis` needs a user named `default` (F3.1).
  if (engine === 'redis' && !users.some(({ name }) => name === 'default')) {
    throw fault(
      'DefaultUserRequired',
      'User group needs to contain a user with the user name default.',
    );
  }
  const open = users.find(({ authentication }) => authentication.type === 'no-password');
  if (engine === 'valkey' && open) {
    throw invalidValue(
      `User ${open.id} needs no password: a user group of engine valkey can only contain users with the authentication type password or iam.`,
    );
  }
  const names = users.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw fault(
      'DuplicateUserNameFault',
      `User group cannot contain more than one user with the user name ${twice}.`,
    );
  }
  if (users.length > MAX_MEMBERS) {
    throw invalidValue(`A user group cannot contain more than ${MAX_MEMBERS} users.`);
  }
}

interface MemberChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly atMs: number;
}

/** Changes the members of a group at `atMs`. Until then, the group and its caches are `modifying`. */
export function changeMembers(
  group: CacheUserGroup,
  context: OperationContext,
  { add, remove, atMs }: MemberChange,
): void {
  const pending = group.pendingChanges ?? { userIdsToAdd: [], userIdsToRemove: [] };
  group.pendingChanges = {
    userIdsToAdd: [...pending.userIdsToAdd, ...add],
    userIdsToRemove: [...pending.userIdsToRemove, ...remove],
  };
  changeUserGroup(group, {
    atMs,
    apply: () => {
      applyPendingChanges(group);
      refreshCaches(group, context);
    },
  });
  if (context.aws.assumes('caches-of-group', 'available')) return;
  for (const cache of findAttachedCaches(context.state.elasticache, group.id)) {
    changeCache(cache, { atMs });
  }
}

function applyPendingChanges(group: CacheUserGroup): void {
  const { pendingChanges } = group;
  if (!pendingChanges) return;
  const { userIdsToAdd, userIdsToRemove } = pendingChanges;
  group.userIds = [...group.userIds, ...userIdsToAdd].filter((id) => !userIdsToRemove.includes(id));
  group.pendingChanges = undefined;
}
