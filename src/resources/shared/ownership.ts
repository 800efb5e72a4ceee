import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { STALE_FOR_MS, type Waiter, waitUntil } from '../../aws/wait.js';
import { LabError } from '../../errors.js';
import type { ReadTags } from './discovery.js';
import { fromTagList, isOwnedBy, toTagList } from './lab-tags.js';
import type { Permission, ToArns } from './permissions.js';

/** The part of the session that decides ownership. */
interface OwnershipContext {
  readonly aws: AwsClients;
  readonly config: { readonly lab: string };
  readonly region: string;
}

type Owner = 'lab' | 'foreign' | 'unknown';

/** The owner of a resource, and the tags that prove it. */
export interface Owned {
  readonly owner: Owner;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Returns the owner of a resource with these tags. */
export function toOwner(
  { config, region }: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
): 'lab' | 'foreign' {
  return isOwnedBy(tags, { lab: config.lab, region }) ? 'lab' : 'foreign';
}

/** Returns the owner of a resource with these tags, together with the tags. */
export function toOwned(
  ctx: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
): { readonly owner: 'lab' | 'foreign'; readonly tags: Readonly<Record<string, string>> } {
  return { owner: toOwner(ctx, tags), tags };
}

/**
 * After a create call that answers "already exists", accepts the lab's own resource: an attempt whose answer was lost
 * created it. An undefined owner means that the resource is gone.
 * @throws LabError FOREIGN_RESOURCE
 */
export function refuseForeign({ resource }: Pick<Waiter, 'resource'>, owner?: Owner): void {
  if (owner === undefined || owner === 'lab') return;
  const message = `The ${resource.kind} ${resource.name} exists and does not carry this lab's tags.`;
  throw new LabError('FOREIGN_RESOURCE', message);
}

/**
 * Finds the owner of a cache, user or user group. While AWS creates or deletes one, its tags cannot be read, and the owner
 * is `unknown` (F1.5).
 */
export async function findElastiCacheOwner(
  ctx: OwnershipContext,
  arn: string | undefined,
): Promise<Owned> {
  if (!arn) return { owner: 'unknown' };
  const tags = await readElastiCacheTags(ctx.aws, arn);
  return typeof tags === 'string' ? { owner: 'unknown' } : toOwned(ctx, tags);
}

/** Reads the tags of a cache, user or user group; `unreadable` while its state hides them. */
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

/** Adds tags to a cache, user or user group. AWS does so only while it is not changing (F1.5). */
export async function addElastiCacheTags(
  ctx: OwnershipContext & Waiter,
  arn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new AddTagsToResourceCommand({ ResourceName: arn, Tags: toTagList(tags) });
  await retryWhile(ctx, NOT_TAGGABLE, () => client.send(command));
}

/** Finds the owner of a resource that AWS has finished changing. Its tags can become readable later than its status says. */
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

/** Errors that AWS returns while a resource's state hides its tags (F1.5). */
const TAGS_UNREADABLE: readonly string[] = [
  'InvalidServerlessCacheStateFault',
  'InvalidUserStateFault',
  'InvalidUserGroupStateFault',
  // AWS also uses these for "… is not available for tagging".
  'ServerlessCacheNotFoundFault',
  'UserNotFoundFault',
  'UserGroupNotFoundFault',
];

const NOT_TAGGABLE = {
  status: 'waiting until it can be tagged',
  forMs: 300_000,
  isTransient: (error: unknown) => isAwsError(error, ...TAGS_UNREADABLE),
};

/** Returns the permissions for the tags of a cache, user or user group. */
export function toElastiCacheTagPermissions(on: ToArns): Permission[] {
  const service = 'elasticache';
  return [
    {
      sid: 'CacheTags',
      service,
      actions: ['ListTagsForResource', 'AddTagsToResource'],
      on: [on],
    },
  ];
}
