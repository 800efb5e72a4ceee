import type * as api from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidValue, requireCache, requireUser, requireUserGroup } from './resources.js';
import { changeCache } from './settle.js';

const MAX_TAGS = 50;

interface Tagged {
  readonly tags: Map<string, string>;
  /** Set for a cache, which is `modifying` for a while after its tags change. */
  readonly cache?: ServerlessCache;
  /** Set when the tags exist and the answer must not show them. */
  readonly isHidden?: boolean;
}

/** Adds or replaces tags. Returns all tags of the resource. */
export function addTagsToResource(
  { ResourceName, Tags }: api.AddTagsToResourceMessage,
  context: OperationContext,
): api.TagListMessage {
  const resource = findTagged(ResourceName, context, 'change');
  addTags(resource.tags, Tags);
  showChange(resource, context);
  return { TagList: toTagList(resource.tags) };
}

/** Removes tags. If the resource lacks one of the keys, throws TagNotFound and removes nothing. */
export function removeTagsFromResource(
  { ResourceName, TagKeys = [] }: api.RemoveTagsFromResourceMessage,
  context: OperationContext,
): api.TagListMessage {
  const resource = findTagged(ResourceName, context, 'change');
  const missing = TagKeys.find((key) => !resource.tags.has(key));
  if (missing !== undefined) {
    throw fault('TagNotFoundFault', `Tag ${missing} is not present on ${ResourceName}.`);
  }
  for (const key of TagKeys) resource.tags.delete(key);
  showChange(resource, context);
  return { TagList: toTagList(resource.tags) };
}

/** Lists the tags of a resource. Throws if its state does not allow reading them (F1.5). */
export function listTagsForResource(
  { ResourceName }: api.ListTagsForResourceMessage,
  context: OperationContext,
): api.TagListMessage {
  const { tags, isHidden } = findTagged(ResourceName, context, 'read');
  return { TagList: isHidden ? [] : toTagList(tags) };
}

/** Checks the tags of a Create call. Throws InvalidParameterValue or TagQuotaPerResourceExceeded. */
export function toTagMap(tags: readonly api.Tag[] | undefined): Map<string, string> {
  const map = new Map<string, string>();
  addTags(map, tags);
  return map;
}

function addTags(target: Map<string, string>, tags: readonly api.Tag[] = []): void {
  const keys = tags.map(({ Key }) => Key ?? '');
  for (const [index, key] of keys.entries()) {
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)) {
      throw invalidValue(`The tag key '${key}' is not valid.`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidValue(`The tag key '${key}' is not valid: keys with aws: are reserved.`);
    }
    if (keys.indexOf(key) !== index) throw invalidValue(`The tag key '${key}' is given twice.`);
    if ((tags[index]?.Value ?? '').length > 256) {
      throw invalidValue(`The value of the tag '${key}' is longer than 256 characters.`);
    }
  }
  if (new Set([...target.keys(), ...keys]).size > MAX_TAGS) {
    throw fault(
      'TagQuotaPerResourceExceeded',
      `The resource would have more than the ${MAX_TAGS} tags that are permitted.`,
    );
  }
  for (const { Key, Value } of tags) target.set(Key ?? '', Value ?? '');
}

function toTagList(tags: ReadonlyMap<string, string>): api.Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function showChange({ cache }: Tagged, { clock, pace }: OperationContext): void {
  // Others saw a cache `modifying` after its tags changed. How long this takes is unknown.
  if (cache) changeCache(cache, { atMs: clock.now() + pace.userMs });
}

/** Finds the resource with this ARN, and checks that its state allows using its tags. */
function findTagged(
  arn: string | undefined,
  context: OperationContext,
  use: 'read' | 'change',
): Tagged {
  const { state, account, region } = context;
  const match = /:(serverlesscache|user|usergroup):([^:]+)$/.exec(arn ?? '');
  const [, kind = '', name = ''] = match ?? [];
  if (arn?.toLowerCase() !== account.arn('elasticache', region, `${kind}:${name}`).toLowerCase()) {
    throw fault('InvalidARNFault', `${arn} is not a valid ARN of a resource of this region.`);
  }
  const { elasticache } = state;
  if (kind === 'serverlesscache') {
    const cache = requireCache(elasticache, name);
    const { status } = cache.lifecycle;
    if (status === 'available' || (use === 'read' && status === 'modifying')) {
      return { tags: cache.tags, cache };
    }
    // Tags can be read while a cache is modifying, but not while it is created or deleted (F1.5).
    const refusal = fault(
      'InvalidServerlessCacheStateFault',
      'Serverless cache is not in an available state to perform the requested action.',
    );
    return toUnsettled(cache, refusal, { use, context });
  }
  if (kind === 'user') {
    const user = requireUser(elasticache, name);
    if (user.lifecycle.status === 'active') return user;
    const refusal = fault('UserNotFoundFault', `${user.id} is not available for tagging`);
    return toUnsettled(user, refusal, { use, context });
  }
  const group = requireUserGroup(elasticache, name);
  const { status } = group.lifecycle;
  if (status === 'active' || status === 'modifying') return group;
  const refusal = fault('UserGroupNotFoundFault', `${group.id} is not available for tagging`);
  return toUnsettled(group, refusal, { use, context });
}

/** Returns a resource whose state hides its tags, or throws its refusal. */
function toUnsettled(
  { tags }: Tagged,
  refusal: Error,
  { use, context: { aws } }: { use: 'read' | 'change'; context: OperationContext },
): Tagged {
  if (use === 'read' && aws.assumes('unsettled-tags', 'shown')) return { tags };
  if (use === 'read' && aws.assumes('unsettled-tags', 'empty')) return { tags, isHidden: true };
  if (!aws.assumes('unsettled-tags', 'other-code')) throw refusal;
  throw invalidValue(refusal.message);
}
