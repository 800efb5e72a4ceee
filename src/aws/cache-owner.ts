import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { findElastiCacheOwner, type Owner, type OwnershipContext } from './ownership.js';

/** What a cache's ownership is decided from. */
export interface CacheOwnershipContext extends OwnershipContext {
  readonly config: { readonly lab: string; readonly names: { readonly userGroup: string } };
  readonly identity: { readonly partition: string; readonly account: string };
}

/**
 * Whose a cache is, by its tags. AWS gives them only while it is available or modifying (AWS-FACTS
 * section 1), so never those of one whose creation failed: that one is the lab's if it was born with
 * the lab's own user group.
 */
export async function findCacheOwner(
  ctx: CacheOwnershipContext,
  cache: ServerlessCache,
): Promise<Owner> {
  const owner = await findElastiCacheOwner(ctx, cache.ARN);
  if (owner !== 'unknown' || !isCreateFailed(cache)) return owner;
  const { config, identity, region } = ctx;
  if (cache.UserGroupId !== config.names.userGroup) return 'unknown';
  const groupArn = `arn:${identity.partition}:elasticache:${region}:${identity.account}:usergroup:${cache.UserGroupId}`;
  return (await findElastiCacheOwner(ctx, groupArn)) === 'lab' ? 'lab' : 'unknown';
}

/** A terminal state: AWS will not mend it. */
export function isCreateFailed({ Status }: ServerlessCache): boolean {
  return Status?.toLowerCase() === 'create-failed';
}
