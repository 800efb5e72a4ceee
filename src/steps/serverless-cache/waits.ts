import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { findCacheOwner, isCreateFailed } from '../../aws/cache-owner.js';
import { findServerlessCache } from '../../aws/find-serverless-cache.js';
import { type Owner, waitForElastiCacheOwner } from '../../aws/ownership.js';
import { STALE_FOR_MS, waitUntil } from '../../aws/wait.js';
import type { CacheOutput } from '../../plan/outputs.js';
import type { StepContext } from '../../plan/step.js';

const CHANGING = ['creating', 'modifying'];

/** The lab's cache as AWS describes it now, or undefined. */
export function findCache({ aws, config }: StepContext): Promise<ServerlessCache | undefined> {
  return findServerlessCache(aws, config.names.cache);
}

/** The same, read once for all steps that are inspected together, with its owner. */
export async function inspectCache(
  ctx: StepContext,
): Promise<{ cache: ServerlessCache; owner: Owner } | undefined> {
  const cache = await ctx.shareRead('serverless-cache', () => findCache(ctx));
  if (!cache) return undefined;
  const owner = await ctx.shareRead('serverless-cache owner', () => findCacheOwner(ctx, cache));
  return { cache, owner };
}

/** Waits until AWS has ended what it is doing with it; the tags may come a little later than the status. */
export async function settleCache(
  ctx: StepContext,
): Promise<{ cache: ServerlessCache; owner: Owner } | undefined> {
  const cache = await waitUntilSettled(ctx);
  if (!cache) return undefined;
  // Those of a failed one never come.
  const owner = isCreateFailed(cache)
    ? await findCacheOwner(ctx, cache)
    : await waitForElastiCacheOwner(ctx, cache.ARN);
  return { cache, owner };
}

/** AWS's word in lower case: its model has it in upper case, its answers do not. */
export function toState({ Status }: ServerlessCache): string {
  return Status?.toLowerCase() ?? 'unknown';
}

/** What other steps take from it; undefined while it has no endpoint. */
export function toOutput(cache: ServerlessCache): CacheOutput | undefined {
  const { ARN: arn, Endpoint: endpoint, UserGroupId: userGroupId, SubnetIds: subnetIds } = cache;
  if (!arn || !endpoint?.Address || !endpoint.Port) return undefined;
  const { Address: address, Port: port } = endpoint;
  return { arn, address, port, userGroupId, subnetIds: subnetIds ?? [] };
}

/** Ends creating, modifying and deleting; undefined when it is gone. */
export function waitUntilSettled(
  ctx: StepContext,
  seen?: ServerlessCache,
): Promise<ServerlessCache | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findCache(ctx),
    toStatus: toState,
    pending: [...CHANGING, 'deleting'],
    done: ['available', 'create-failed', 'absent'],
  });
}

/**
 * Ends creating and modifying. AWS can show it as it was just after a call, and its endpoint after its
 * status: for a while it counts as modifying until it `isAsWanted`.
 */
export async function waitUntilAvailable(
  ctx: StepContext,
  isAsWanted = (cache: ServerlessCache): boolean => toOutput(cache) !== undefined,
): Promise<ServerlessCache> {
  const cache = await waitUntil(ctx, {
    read: () => findCache(ctx),
    toStatus: (found, elapsedMs) => {
      const isStale =
        toState(found) === 'available' && elapsedMs < STALE_FOR_MS && !isAsWanted(found);
      return isStale ? 'modifying' : toState(found);
    },
    pending: CHANGING,
    done: ['available'],
    toHint: (found) =>
      isCreateFailed(found)
        ? 'Run the same command again: it deletes what failed and makes it anew.'
        : undefined,
    absentForMs: STALE_FOR_MS,
  });
  return cache as ServerlessCache;
}
