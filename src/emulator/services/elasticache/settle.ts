import {
  type CacheUserGroup,
  type ServerlessCache,
  settleElastiCache,
} from '../../state/elasticache.js';
import { begin, type Change, type Lifecycle } from '../../state/lifecycle.js';
import type { OperationContext } from '../../wire/operation.js';
import { addReadyMade } from './ready-made.js';
import { findAttachedCaches } from './resources.js';

/**
 * Settles the region before and after an operation. With the pace `instant`, a change is in effect when the
 * client gets the answer, although the answer still says `creating` or `modifying`.
 */
export function settled<I, O>(
  run: (input: I, context: OperationContext) => O | Promise<O>,
): (input: I, context: OperationContext) => Promise<O> {
  return async (input, context) => {
    addReadyMade(context);
    settleElastiCache(context.state.elasticache, context.clock.now());
    const output = await run(input, context);
    settleElastiCache(context.state.elasticache, context.clock.now());
    return output;
  };
}

/** Starts a change of a group. If another change is in progress, both end together. */
export function changeUserGroup(
  { lifecycle }: CacheUserGroup,
  change: { atMs: number; apply?: () => void },
): void {
  join(lifecycle, 'modifying', { to: 'active', ...change });
}

/** Shows a group as `modifying` while a cache attaches or detaches it. */
export function showAttachment(
  group: CacheUserGroup,
  { aws }: OperationContext,
  change: { atMs: number },
): void {
  if (aws.assumes('attached-group', 'modifying')) changeUserGroup(group, change);
}

/** Shows a cache as `modifying` until `atMs`. Leaves a cache alone that is being created or deleted. */
export function changeCache(
  { lifecycle }: ServerlessCache,
  change: { atMs: number; apply?: () => void },
): void {
  if (lifecycle.status !== 'available' && lifecycle.status !== 'modifying') return;
  join(lifecycle, 'modifying', { to: 'available', ...change });
}

/** Tells the ports of a group's caches that users or access strings have changed. */
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
