import { begin, type Change, type Lifecycle, settle } from '../lifecycle.js';
import type { OperationContext } from '../operation.js';
import type { CacheUserGroup, ServerlessCache } from '../state/elasticache.js';
import { findAttachedCaches } from './elasticache-resources.js';

/**
 * Brings a region's caches, users and groups to the clock's time and forgets what is gone. Whoever
 * reads them (the cache port too) calls this first.
 */
export function settleElastiCache({
  state,
  clock,
}: Pick<OperationContext, 'state' | 'clock'>): void {
  const { caches, users, userGroups } = state.elasticache;
  const nowMs = clock.now();
  // Caches first: one that is gone begins a change of its group.
  for (const [name, cache] of caches) {
    if (settle(cache.lifecycle, nowMs) === 'gone') caches.delete(name);
  }
  for (const [id, user] of users) {
    if (settle(user.lifecycle, nowMs) === 'gone') users.delete(id);
  }
  for (const [id, group] of userGroups) {
    if (settle(group.lifecycle, nowMs) === 'gone') userGroups.delete(id);
  }
}

/**
 * An operation with the region settled before it, and after it: with the pace `instant` a change is
 * in effect when the answer is sent, though the answer still says `creating` or `modifying`.
 */
export function settled<I, O>(
  run: (input: I, context: OperationContext) => O | Promise<O>,
): (input: I, context: OperationContext) => Promise<O> {
  return async (input, context) => {
    addDefaultUser(context);
    settleElastiCache(context);
    const output = await run(input, context);
    settleElastiCache(context);
    return output;
  };
}

/** Begins a change of a group, or adds it to the change that is under way: both end together. */
export function changeUserGroup(
  { lifecycle }: CacheUserGroup,
  change: { atMs: number; apply?: () => void },
): void {
  join(lifecycle, 'modifying', { to: 'active', ...change });
}

/** Shows a cache as `modifying` until `atMs`; one that is being made or deleted stays as it is. */
export function changeCache(
  { lifecycle }: ServerlessCache,
  change: { atMs: number; apply?: () => void },
): void {
  if (lifecycle.status !== 'available' && lifecycle.status !== 'modifying') return;
  join(lifecycle, 'modifying', { to: 'available', ...change });
}

/** Tells the cache ports of a group's caches that users or access strings are others now. */
export function refreshCaches(
  group: CacheUserGroup,
  { state, cachePort }: Pick<OperationContext, 'state' | 'cachePort'>,
): void {
  for (const cache of findAttachedCaches(state.elasticache, group.id)) {
    if (cache.port !== undefined) cachePort.refresh(cache);
  }
}

function join<S extends string>(lifecycle: Lifecycle<S>, through: S, change: Change<S>): void {
  const { next } = lifecycle;
  if (!next) {
    begin(lifecycle, through, change);
    return;
  }
  lifecycle.next = {
    to: next.to,
    atMs: Math.max(next.atMs, change.atMs),
    apply: () => {
      next.apply?.();
      change.apply?.();
    },
  };
}

/** Every account has this user in every region; nobody can change or delete it (RBAC). */
function addDefaultUser({ state, account, region }: OperationContext): void {
  const { users } = state.elasticache;
  if (users.has('default')) return;
  users.set('default', {
    id: 'default',
    name: 'default',
    arn: account.arn('elasticache', region, 'user:default'),
    lifecycle: { status: 'active' },
    engine: 'redis',
    accessString: 'on ~* +@all',
    authentication: { type: 'no-password' },
    tags: new Map(),
  });
}
