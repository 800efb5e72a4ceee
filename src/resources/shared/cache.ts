import {
  DescribeServerlessCachesCommand,
  ModifyServerlessCacheCommand,
  type ModifyServerlessCacheCommandInput,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { type Propagation, retryWhile } from '../../aws/retry.js';
import { STALE_FOR_MS, waitUntil } from '../../aws/wait.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';
import type { ReadContext, ResourceContext } from './define.js';
import { findElastiCacheOwner, type Owned } from './ownership.js';

/** A usable cache. */
export interface CacheOutput {
  readonly arn: string;
  readonly address: string;
  readonly port: number;
  /** The group that is attached now. */
  readonly userGroupId: string | undefined;
  /** The given subnets, or ElastiCache's own choice among the default subnets. */
  readonly subnetIds: readonly string[];
}

/** The cache with the lab's name, and its owner. */
export interface FoundCache {
  readonly cache: ServerlessCache;
  readonly owned: Owned;
}

/** Finds the cache with the lab's name. */
export async function findCache({ aws, config }: Session): Promise<ServerlessCache | undefined> {
  const client = await aws.elastiCache();
  const command = new DescribeServerlessCachesCommand({ ServerlessCacheName: config.names.cache });
  return (await ifFound(() => client.send(command)))?.ServerlessCaches?.[0];
}

/** Finds the cache, with one read for all resources that are inspected together. */
export const readCache = shareRead(findCache);

/** Finds the cache and its owner, with one read for all resources that are inspected together. */
export const inspectCache = shareRead(async (ctx: ReadContext): Promise<FoundCache | undefined> => {
  const cache = await readCache(ctx);
  return cache && { cache, owned: await findCacheOwner(ctx, cache) };
});

/** Waits until AWS has finished changing the cache, and finds its owner. */
export async function settleCache(ctx: ResourceContext): Promise<FoundCache | undefined> {
  const cache = await waitUntilSettled(ctx);
  return cache && { cache, owned: await findCacheOwner(ctx, cache) };
}

/**
 * Finds a cache's owner by its tags. AWS never shows the tags of a cache whose creation failed (F1.5). Such a cache is the
 * lab's if it was created with the lab's own user group.
 */
async function findCacheOwner(ctx: Session, cache: ServerlessCache): Promise<Owned> {
  const owned = await findElastiCacheOwner(ctx, cache);
  if (owned.owner !== 'unknown' || !isCreateFailed(cache)) return owned;
  const { config, identity, region } = ctx;
  if (cache.UserGroupId !== config.names.userGroup) return owned;
  const groupArn = `arn:${identity.partition}:elasticache:${region}:${identity.account}:usergroup:${cache.UserGroupId}`;
  const group = await findElastiCacheOwner(ctx, { ARN: groupArn, Status: 'active' });
  return group.owner === 'lab' ? group : owned;
}

/** Whether AWS could not create the cache. AWS never repairs it. */
export function isCreateFailed(cache: ServerlessCache): boolean {
  return toState(cache) === 'create-failed';
}

/** Returns the status in lower case, as AWS's answers have it; AWS's model has it in upper case (F1.1). */
export function toState({ Status }: ServerlessCache): string {
  return Status?.toLowerCase() ?? 'unknown';
}

/** Returns what other resources take from the cache; undefined while it has no endpoint (F1.4). */
export function toOutput(cache: ServerlessCache): CacheOutput | undefined {
  const { ARN: arn, Endpoint: endpoint, UserGroupId: userGroupId, SubnetIds: subnetIds } = cache;
  if (!arn || !endpoint?.Address || !endpoint.Port) return undefined;
  const { Address: address, Port: port } = endpoint;
  return { arn, address, port, userGroupId, subnetIds: subnetIds ?? [] };
}

/** Waits until AWS has finished creating, modifying or deleting the cache; undefined when it is gone. */
export function waitUntilSettled(
  ctx: ResourceContext,
  seen?: ServerlessCache,
): Promise<ServerlessCache | undefined> {
  return waitUntil(ctx, {
    seen,
    read: () => findCache(ctx),
    toStatus: toState,
    done: ['available', 'create-failed', 'absent'],
  });
}

/**
 * Waits until the cache is available and as wanted. Just after a call, AWS can show the old settings, and the endpoint can
 * come later than the status: for a while, such a cache counts as modifying.
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
    done: ['available'],
    failed: ['create-failed', 'deleting'],
    toHint: (found) =>
      isCreateFailed(found)
        ? 'Run the same command again: it deletes the failed cache and creates it again.'
        : undefined,
    absentForMs: STALE_FOR_MS,
  });
  return cache as ServerlessCache;
}

/** The change of one request. */
export type CacheChange = Omit<ModifyServerlessCacheCommandInput, 'ServerlessCacheName'>;

/**
 * Sends one change, and repeats it while AWS refuses it for `propagation`. A cache that already has the settings is fine: an
 * attempt whose answer was lost may have changed it.
 */
export async function sendModify(
  ctx: ResourceContext,
  input: CacheChange,
  propagation: Propagation,
): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const ServerlessCacheName = ctx.config.names.cache;
  const command = new ModifyServerlessCacheCommand({ ServerlessCacheName, ...input });
  try {
    await retryWhile(ctx, propagation, () => client.send(command));
  } catch (error) {
    const isAlreadySo =
      isAwsError(error, 'InvalidParameterCombinationException') &&
      /No modifications were requested/i.test((error as Error).message);
    if (!isAlreadySo) throw error;
  }
}
