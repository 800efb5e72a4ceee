import type * as api from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroup } from '../../state/logs.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidParameter, requireLogGroup } from './resources.js';

const MAX_TAGS = 50;

/** Adds or replaces tags of the group with this ARN (without `:*`). */
export function tagResource(
  { resourceArn, tags = {} }: api.TagResourceRequest,
  context: OperationContext,
): undefined {
  addTags(requireGroupOfArn(resourceArn, context).tags, tags, resourceArn ?? '');
}

/** Removes tags. Ignores keys that the group does not have. */
export function untagResource(
  { resourceArn, tagKeys = [] }: api.UntagResourceRequest,
  context: OperationContext,
): undefined {
  const { tags } = requireGroupOfArn(resourceArn, context);
  for (const key of tagKeys) tags.delete(key);
}

/** Lists the tags of the group with this ARN (without `:*`). */
export function listTagsForResource(
  { resourceArn }: api.ListTagsForResourceRequest,
  context: OperationContext,
): api.ListTagsForResourceResponse {
  return { tags: Object.fromEntries(requireGroupOfArn(resourceArn, context).tags) };
}

/** Lists the tags of a group by its name: the older form of ListTagsForResource. */
export function listTagsLogGroup(
  { logGroupName }: api.ListTagsLogGroupRequest,
  { state }: OperationContext,
): api.ListTagsLogGroupResponse {
  const group = requireLogGroup(state.logs, { logGroupName: logGroupName ?? '' });
  return { tags: Object.fromEntries(group.tags) };
}

/**
 * Adds or replaces tags. If one is invalid, throws InvalidParameterException or TooManyTagsException and
 * changes nothing.
 */
export function addTags(
  target: Map<string, string>,
  tags: Readonly<Record<string, string>>,
  resourceName: string,
): void {
  const entries = Object.entries(tags);
  for (const [key, value] of entries) {
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || value.length > 256) {
      throw invalidParameter(`The tag '${key}' is not valid.`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameter(`The tag '${key}' is not valid: keys with aws: are reserved.`);
    }
  }
  if (new Set([...target.keys(), ...Object.keys(tags)]).size > MAX_TAGS) {
    throw fault('TooManyTagsException', `A resource can have up to ${MAX_TAGS} tags.`, {
      members: { resourceName },
    });
  }
  for (const [key, value] of entries) target.set(key, value);
}

function requireGroupOfArn(arn: string | undefined, { state }: OperationContext): LogGroup {
  // DescribeLogGroups returns both forms of the ARN. The tag operations accept only the form without the star.
  if (arn?.endsWith(':*')) {
    throw invalidParameter(`${arn} is not the ARN of a log group: leave the :* out.`);
  }
  const group = [...state.logs.groups.values()].find((candidate) => candidate.arn === arn);
  if (!group) throw fault('ResourceNotFoundException', 'The specified resource does not exist.');
  return group;
}
