import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { isAboutResource, isAwsError } from '../../aws/errors.js';
import type { FoundFunction } from '../../aws/find-function.js';
import { retryWhile } from '../../aws/retry.js';
import { type Waiter, waitUntil } from '../../aws/wait.js';
import type { EngineContext } from '../../engine/context.js';
import { fromTagList, isOwnedBy, toCreatedMs, toTagList } from '../../engine/lab-tags.js';
import { isOwnerCertain, type Observation } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import type { ReadTags } from './discovery.js';

/** The part of the session that decides ownership. */
interface OwnershipContext {
  readonly aws: AwsClients;
  readonly config: { readonly lab: string };
  readonly region: string;
}

type Owner = 'lab' | 'foreign' | 'unknown';

/** The owner of a resource, the tags that prove it, and its age. */
export interface Owned {
  readonly owner: Owner;
  readonly tags?: Readonly<Record<string, string>>;
  /** In milliseconds since the epoch, from the tags or from AWS. */
  readonly createdMs?: number | undefined;
}

/** Returns the owner of a resource with these tags. */
export function toOwner(
  { config, region }: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
): 'lab' | 'foreign' {
  return isOwnedBy(tags, { lab: config.lab, region }) ? 'lab' : 'foreign';
}

/** Returns the owner of a resource with these tags, together with the tags and the age. */
export function toOwned(
  ctx: Pick<OwnershipContext, 'config' | 'region'>,
  tags: Readonly<Record<string, string>>,
  created?: Date | undefined,
): Owned & { readonly owner: 'lab' | 'foreign' } {
  return { owner: toOwner(ctx, tags), tags, createdMs: toCreatedMs(tags) ?? created?.getTime() };
}

/** Returns the owner of a function; `unknown` while Lambda cannot show its tags. */
export function toFunctionOwned(
  ctx: Pick<OwnershipContext, 'config' | 'region'>,
  { configuration: { LastModified }, tags }: FoundFunction,
): Owned {
  const changed = LastModified === undefined ? undefined : new Date(LastModified);
  return tags ? toOwned(ctx, tags, changed) : { owner: 'unknown', createdMs: changed?.getTime() };
}

/**
 * After a create call that answers "already exists", accepts the lab's own resource: an attempt whose answer was lost, or an
 * earlier run, created it. AWS may show the resource and its tags late (F1.14). Returns undefined if it does not appear.
 * @throws LabError FOREIGN_RESOURCE
 */
export async function adopt<T extends Pick<Observation, 'owner' | 'tags'>>(
  ctx: Waiter & Pick<EngineContext, 'lag'>,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const seen = await waitUntil(ctx, {
    read: async () => ({ owned: await read() }),
    toStatus: ({ owned }, elapsedMs) => {
      if (elapsedMs >= ctx.lag.youngMs) return 'decided';
      if (!owned) return 'not shown by AWS yet';
      return isOwnerCertain(owned) ? 'decided' : 'without tags so far';
    },
    done: ['decided'],
  });
  const owned = seen?.owned;
  if (owned === undefined || owned.owner === 'lab') return owned;
  const { kind, name } = ctx.resource;
  throw new LabError(
    'FOREIGN_RESOURCE',
    `The ${kind} ${name} exists and does not carry this lab's tags.`,
  );
}

/**
 * Finds the owner of a cache, user or user group. While AWS creates or deletes one, its tags cannot be read, and the owner
 * is `unknown` (F1.5).
 */
export async function findElastiCacheOwner(
  ctx: OwnershipContext,
  { ARN, CreateTime, Status }: TaggedResource,
): Promise<Owned> {
  const unknown = { owner: 'unknown', createdMs: CreateTime?.getTime() } as const;
  if (!ARN) return unknown;
  const tags = await readElastiCacheTags(ctx.aws, ARN);
  if (typeof tags === 'string') return unknown;
  // An empty list can stand for tags that cannot be read.
  const isTagless = Object.keys(tags).length === 0;
  if (isTagless && !SETTLED.includes(Status?.toLowerCase() ?? '')) return unknown;
  return toOwned(ctx, tags, CreateTime);
}

/** A cache, user or user group. */
interface TaggedResource {
  readonly ARN?: string | undefined;
  readonly CreateTime?: Date | undefined;
  readonly Status?: string | undefined;
}

const SETTLED = ['available', 'active'];

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
    if (isAboutResource(error)) return 'unreadable';
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

const NOT_TAGGABLE = {
  status: 'waiting until it can be tagged',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(
      error,
      'InvalidServerlessCacheStateFault',
      'InvalidUserStateFault',
      'InvalidUserGroupStateFault',
    ),
};
