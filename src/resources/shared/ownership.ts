import { ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { isAwsError } from '../../aws/errors.js';
import { fromTagList } from '../../aws/tag-list.js';
import { STALE_FOR_MS, type Waiter, waitUntil } from '../../aws/wait.js';
import type { ReadTags } from './discovery.js';
import { isOwnedBy } from './lab-tags.js';
import type { Permission, ToArns } from './permissions.js';

/** What ownership is decided from. */
export interface OwnershipContext {
  readonly aws: AwsClients;
  readonly config: { readonly lab: string };
  readonly region: string;
}

export type Owner = 'lab' | 'foreign' | 'unknown';

/** Whose a resource is, and by which tags; without tags nobody can tell. */
export interface Owned {
  readonly owner: Owner;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Whether these tags are the lab's. */
export function toOwner(
  { config, region }: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
): 'lab' | 'foreign' {
  return isOwnedBy(tags, { lab: config.lab, region }) ? 'lab' : 'foreign';
}

/** Whose a resource with these tags is. */
export function toOwned(
  ctx: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
): { readonly owner: 'lab' | 'foreign'; readonly tags: Readonly<Record<string, string>> } {
  return { owner: toOwner(ctx, tags), tags };
}

/**
 * Whose a cache, user or user group is. While AWS creates or deletes one, it does not give its tags:
 * then the owner is `unknown`.
 */
export async function findElastiCacheOwner(
  ctx: OwnershipContext,
  arn: string | undefined,
): Promise<Owned> {
  if (!arn) return { owner: 'unknown' };
  const tags = await readElastiCacheTags(ctx.aws, arn);
  return typeof tags === 'string' ? { owner: 'unknown' } : toOwned(ctx, tags);
}

/** The tags of a cache, user or user group; `unreadable` while its state hides them. */
export async function readElastiCacheTags(
  aws: AwsClients,
  arn: string | undefined,
): Promise<Exclude<ReadTags, 'gone'>> {
  const client = await aws.elastiCache();
  try {
    const answer = await client.send(new ListTagsForResourceCommand({ ResourceName: arn }));
    return fromTagList(answer.TagList);
  } catch (error) {
    if (isAwsError(error, ...TAGS_UNREADABLE)) return 'unreadable';
    throw error;
  }
}

/** The same owner for a settled one: its tags may come a little later than its status says. */
export async function waitForElastiCacheOwner(
  ctx: OwnershipContext & Waiter,
  arn: string | undefined,
): Promise<Owned> {
  const owned = await waitUntil(ctx, {
    read: () => findElastiCacheOwner(ctx, arn),
    toStatus: ({ owner }, elapsedMs) =>
      owner === 'unknown' && elapsedMs < STALE_FOR_MS ? 'tags not readable yet' : 'read',
    pending: ['tags not readable yet'],
    done: ['read'],
  });
  return owned ?? { owner: 'unknown' };
}

/** Errors that AWS returns while the state of a resource hides its tags. */
const TAGS_UNREADABLE: readonly string[] = [
  'InvalidServerlessCacheStateFault',
  'InvalidUserStateFault',
  'InvalidUserGroupStateFault',
  // "… is not available for tagging" while modifying, or gone since it was listed.
  'ServerlessCacheNotFoundFault',
  'UserNotFoundFault',
  'UserGroupNotFoundFault',
];

/** What the tags of a cache, user or user group take. */
export function toElastiCacheTagPermissions(on: ToArns): Permission[] {
  const service = 'elasticache';
  return [
    { sid: 'CacheTags', service, actions: ['ListTagsForResource'], on: [on] },
    {
      sid: 'CacheTagsAtCreate',
      service,
      actions: ['AddTagsToResource'],
      on: [on],
      isImplied: true,
    },
  ];
}
