import { ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import type { AwsClients } from './clients.js';
import { isAwsError } from './errors.js';
import { fromTagList, isOwnedBy } from './tags.js';
import { STALE_FOR_MS, type Waiter, waitUntil } from './wait.js';

/** What ownership is decided from. */
export interface OwnershipContext {
  readonly aws: AwsClients;
  readonly config: { readonly lab: string };
  readonly region: string;
}

export type Owner = 'lab' | 'foreign' | 'unknown';

/** Whether these tags are the lab's. */
export function toOwner(
  { config, region }: OwnershipContext,
  tags: Readonly<Record<string, string>>,
): 'lab' | 'foreign' {
  return isOwnedBy(tags, { lab: config.lab, region }) ? 'lab' : 'foreign';
}

/**
 * Whose a cache, user or user group is. AWS does not give the tags of one that is being made or
 * deleted (AWS-FACTS section 1): then it is `unknown`.
 */
export async function findElastiCacheOwner(
  ctx: OwnershipContext,
  arn: string | undefined,
): Promise<Owner> {
  if (!arn) return 'unknown';
  const client = await ctx.aws.elastiCache();
  try {
    const answer = await client.send(new ListTagsForResourceCommand({ ResourceName: arn }));
    return toOwner(ctx, fromTagList(answer.TagList));
  } catch (error) {
    if (isAwsError(error, ...TAGS_UNREADABLE)) return 'unknown';
    throw error;
  }
}

/** The same for one that has settled: its tags may come a little later than its status says. */
export async function waitForElastiCacheOwner(
  ctx: OwnershipContext & Waiter,
  arn: string | undefined,
): Promise<Owner> {
  const owner = await waitUntil(ctx, {
    read: () => findElastiCacheOwner(ctx, arn),
    toStatus: (found, elapsedMs) =>
      found === 'unknown' && elapsedMs < STALE_FOR_MS ? 'tags not readable yet' : 'read',
    pending: ['tags not readable yet'],
    done: ['read'],
  });
  return owner ?? 'unknown';
}

/** What AWS answers to who asks for tags of one whose state does not show them. */
export const TAGS_UNREADABLE: readonly string[] = [
  'InvalidServerlessCacheStateFault',
  'InvalidUserStateFault',
  'InvalidUserGroupStateFault',
  // "… is not available for tagging" while modifying, or gone since it was listed.
  'ServerlessCacheNotFoundFault',
  'UserNotFoundFault',
  'UserGroupNotFoundFault',
];
