import type * as api from '@aws-sdk/client-lambda';
import type { OperationContext } from '../../wire/operation.js';
import { findFunction, invalid, requireSettled } from './names.js';

const LIMIT = 50;

/** Checks the tags of a request. Throws `InvalidParameterValueException`. */
export function toTags(tags: Readonly<Record<string, string>> | undefined): Map<string, string> {
  const entries = Object.entries(tags ?? {});
  if (entries.length > LIMIT) throw invalid(`A function has at most ${LIMIT} tags.`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw invalid('A tag key has 1 to 128 characters, a tag value at most 256.');
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalid('Tag keys that begin with aws: are reserved.');
    }
  }
  return new Map(entries);
}

/** Adds or replaces tags. Throws while Lambda creates or updates the function (AWS: functions-states). */
export function tagResource(input: api.TagResourceRequest, context: OperationContext): undefined {
  const fn = findFunction(input.Resource ?? '', undefined, context);
  requireSettled(fn);
  const tags = toTags({ ...Object.fromEntries(fn.tags), ...input.Tags });
  for (const [key, value] of tags) fn.tags.set(key, value);
}

/** Removes tags. Ignores keys that the function does not have. */
export function untagResource(
  input: api.UntagResourceRequest,
  context: OperationContext,
): undefined {
  const fn = findFunction(input.Resource ?? '', undefined, context);
  for (const key of input.TagKeys ?? []) fn.tags.delete(key);
}

/** Returns the tags of a function. */
export function listTags(
  input: api.ListTagsRequest,
  context: OperationContext,
): api.ListTagsResponse {
  const fn = findFunction(input.Resource ?? '', undefined, context);
  return { Tags: Object.fromEntries(fn.tags) };
}
