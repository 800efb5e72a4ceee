import { createHash, createHmac } from 'node:crypto';
import type { CacheUser, ElastiCacheState, ServerlessCache } from '../../state/elasticache.js';
import { closeRules, parseAccessString } from './access-string.js';

export interface AclRequest {
  readonly cache: ServerlessCache;
  /** The settled state, without resources that are `gone`. */
  readonly elasticache: ElastiCacheState;
  /** The last rules of every user. */
  readonly closing: readonly string[];
  /** The key from which the server's passwords are derived. */
  readonly secret: string;
}

/** Finds the group's users by their names. Undefined means that the cache has no group and is open to every client. */
export function findMembers(
  cache: ServerlessCache,
  elasticache: ElastiCacheState,
): Map<string, CacheUser> | undefined {
  if (cache.userGroupId === undefined) return undefined;
  const group = elasticache.userGroups.get(cache.userGroupId);
  const users = (group?.userIds ?? []).map((id) => elasticache.users.get(id));
  return new Map(
    users
      .filter((user) => user !== undefined)
      .filter(({ lifecycle }) => lifecycle.status !== 'deleting' && lifecycle.status !== 'gone')
      // A change of a user can pass while a public cache gets the user's group, so the port checks it, too (F11.3).
      .filter(({ authentication: { type } }) => cache.connectionType === 'vpc' || type === 'iam')
      .map((user) => [user.name, user]),
  );
}

/** Returns the arguments of `ACL SETUSER NAME` by name, for each user of the cache's server. */
export function toAclUsers(request: AclRequest): Map<string, readonly string[]> {
  const { cache, elasticache, closing, secret } = request;
  const members = findMembers(cache, elasticache);
  if (!members) {
    const open = ['reset', 'on', 'nopass', ...closeRules(['~*', '&*', '+@all'], closing)];
    return new Map([['default', open]]);
  }
  // A group turns the default user off, unless it has its own user named `default` (F3.1).
  const users = new Map<string, readonly string[]>([['default', ['reset', 'off']]]);
  for (const [name, { accessString, authentication }] of members) {
    const { isOn, rules } = parseAccessString(accessString);
    const login =
      authentication.type === 'no-password'
        ? 'nopass'
        : `#${toHash(toServerPassword(secret, name))}`;
    users.set(name, ['reset', isOn ? 'on' : 'off', login, ...closeRules(rules, closing)]);
  }
  return users;
}

/**
 * Whether clients may send commands without a login: the cache has no group, or the group's
 * default user is on and has no password.
 */
export function isOpen({ cache, elasticache }: Pick<AclRequest, 'cache' | 'elasticache'>): boolean {
  const members = findMembers(cache, elasticache);
  if (!members) return true;
  const user = members.get('default');
  return user?.authentication.type === 'no-password' && parseAccessString(user.accessString).isOn;
}

/** Derives the password that the port uses to log this user in. Clients never see it. */
export function toServerPassword(secret: string, name: string): string {
  return createHmac('sha256', secret).update(name).digest('hex');
}

/** Returns SHA-256 in hex, the form in which Valkey and ElastiCache store passwords. */
export function toHash(password: string | Uint8Array): string {
  return createHash('sha256').update(password).digest('hex');
}
