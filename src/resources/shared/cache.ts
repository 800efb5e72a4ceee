import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { findServerlessCache } from '../../aws/find-serverless-cache.js';
import { STALE_FOR_MS, waitUntil } from '../../aws/wait.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';
import { findCacheOwner, isCreateFailed } from './cache-owner.js';
import type { ReadContext, ResourceContext } from './define.js';
import { type Owned, waitForElastiCacheOwner } from './ownership.js';

/** A cache that can be used. */
export interface CacheOutput {
  readonly arn: string;
  readonly address: string;
  readonly port: number;
  /** The group that is attached now. */
  readonly userGroupId: string | undefined;
  /** Where ElastiCache put it: given, or its own choice among the default subnets. */
  readonly subnetIds: readonly string[];
}

/** The lab's cache, and whose it is. */
export interface FoundCache {
  readonly cache: ServerlessCache;
  readonly owned: Owned;
}

/** The lab's cache as AWS describes it now, or undefined. */
export function findCache({ aws, config }: Session): Promise<ServerlessCache | undefined> {
  return findServerlessCache(aws, config.names.cache);
}

/** The same, read once for all resources that are inspected together. */
export const readCache = shareRead(findCache);

/** The same with its owner. */
export const inspectCache = shareRead(async (ctx: ReadContext): Promise<FoundCache | undefined> => {
  const cache = await readCache(ctx);
  return cache && { cache, owned: await findCacheOwner(ctx, cache) };
});

/** Waits until AWS has ended what it is doing with it; the tags may come a little later than the status. */
export async function settleCache(ctx: ResourceContext): Promise<FoundCache | undefined> {
  const cache = await waitUntilSettled(ctx);
  if (!cache) return undefined;
  // Those of a failed one never come.
  const owned = isCreateFailed(cache)
    ? await findCacheOwner(ctx, cache)
    : await waitForElastiCacheOwner(ctx, cache.ARN);
  return { cache, owned };
}

/** AWS's word in lower case: its model has it in upper case, its answers do not. */
export function toState({ Status }: ServerlessCache): string {
  return Status?.toLowerCase() ?? 'unknown';
}

/** What other resources take from it; undefined while it has no endpoint. */
export function toOutput(cache: ServerlessCache): CacheOutput | undefined {
  const { ARN: arn, Endpoint: endpoint, UserGroupId: userGroupId, SubnetIds: subnetIds } = cache;
  if (!arn || !endpoint?.Address || !endpoint.Port) return undefined;
  const { Address: address, Port: port } = endpoint;
  return { arn, address, port, userGroupId, subnetIds: subnetIds ?? [] };
}

/** Ends creating, modifying and deleting; undefined when it is gone. */
export function waitUntilSettled(
  ctx: ResourceContext,
  seen?: ServerlessCache,
): Promise<ServerlessCache | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findCache(ctx),
    toStatus: toState,
    pending: ['creating', 'modifying', 'deleting'],
    done: ['available', 'create-failed', 'absent'],
  });
}

/**
 * Ends creating and modifying. AWS can show it as it was just after a call, and its endpoint after its
 * status: for a while it counts as modifying until it `isAsWanted`.
 */
export async function waitUntilAvailable(
  ctx: ResourceContext,
  isAsWanted = (cache: ServerlessCache): boolean => toOutput(cache) !== undefined,
): Promise<ServerlessCache> {
  const cache = await waitUntil(ctx, {
    read: () => findCache(ctx),
    toStatus: (found, elapsedMs) => {
      const isStale =
        toState(found) === 'available' && elapsedMs < STALE_FOR_MS && !isAsWanted(found);
      return isStale ? 'modifying' : toState(found);
    },
    pending: ['creating', 'modifying'],
    done: ['available'],
    toHint: (found) =>
      isCreateFailed(found)
        ? 'Run the same command again: it deletes what failed and makes it anew.'
        : undefined,
    absentForMs: STALE_FOR_MS,
  });
  return cache as ServerlessCache;
}
