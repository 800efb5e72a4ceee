import { createHash, createHmac } from 'node:crypto';
import type { CacheUser, ElastiCacheState, ServerlessCache } from '../../state/elasticache.js';
import { closeRules, parseAccessString } from './access-string.js';

/** How the server's users follow from the cache's group. */
export interface AclRequest {
  readonly cache: ServerlessCache;
  /** Settled: what is `gone` by now is not in it. */
  readonly elasticache: ElastiCacheState;
  /** Rules that come last, for every user. */
  readonly closing: readonly string[];
  /** Of which the server's passwords are made. */
  readonly secret: string;
}

/**
 * The users of the cache's group that can connect, by the name that they give to AUTH; undefined:
 * the cache has no group and is open to everybody.
 */
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
      .map((user) => [user.name, user]),
  );
}

/** Name -> what `ACL SETUSER <name>` takes, for every user that the cache's server must have. */
export function toAclUsers(request: AclRequest): Map<string, readonly string[]> {
  const { cache, elasticache, closing, secret } = request;
  const members = findMembers(cache, elasticache);
  if (!members) {
    const open = ['reset', 'on', 'nopass', ...closeRules(['~*', '&*', '+@all'], closing)];
    return new Map([['default', open]]);
  }
  // "The default user is turned off" by a group (ElastiCache User Guide, "Role-Based Access
  // Control"), unless the group has one of its own (F3.1).
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
 * Whether clients without a login may do anything: the cache has no group, or the group's own
 * default user is on and has no password.
 */
export function isOpen({ cache, elasticache }: Pick<AclRequest, 'cache' | 'elasticache'>): boolean {
  const members = findMembers(cache, elasticache);
  if (!members) return true;
  const user = members.get('default');
  return user?.authentication.type === 'no-password' && parseAccessString(user.accessString).isOn;
}

/** The password with which the port logs this user in at the server: of use to nobody else. */
export function toServerPassword(secret: string, name: string): string {
  return createHmac('sha256', secret).update(name).digest('hex');
}

/** SHA-256 in hex: how Valkey and ElastiCache keep passwords. */
export function toHash(password: string | Uint8Array): string {
  return createHash('sha256').update(password).digest('hex');
}
