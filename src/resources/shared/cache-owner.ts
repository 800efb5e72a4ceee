import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { findElastiCacheOwner, type Owned, type OwnershipContext } from './ownership.js';

/** What a cache's ownership is decided from. */
export interface CacheOwnershipContext extends OwnershipContext {
  readonly config: { readonly lab: string; readonly names: { readonly userGroup: string } };
  readonly identity: { readonly partition: string; readonly account: string };
}

/**
 * Whose a cache is, by its tags. AWS gives them only while it is available or modifying, so never
 * those of a cache whose creation failed: that one is the lab's if it was created with the lab's own user group.
 */
export async function findCacheOwner(
  ctx: CacheOwnershipContext,
  cache: ServerlessCache,
): Promise<Owned> {
  const owned = await findElastiCacheOwner(ctx, cache.ARN);
  if (owned.owner !== 'unknown' || !isCreateFailed(cache)) return owned;
  const { config, identity, region } = ctx;
  if (cache.UserGroupId !== config.names.userGroup) return owned;
  const groupArn = `arn:${identity.partition}:elasticache:${region}:${identity.account}:usergroup:${cache.UserGroupId}`;
  const group = await findElastiCacheOwner(ctx, groupArn);
  return group.owner === 'lab' ? group : owned;
}

/** A terminal state: AWS will not repair it. */
export function isCreateFailed({ Status }: ServerlessCache): boolean {
  return Status?.toLowerCase() === 'create-failed';
}
