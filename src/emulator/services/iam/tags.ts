import type * as api from '@aws-sdk/client-iam';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import {
  requireOwnPolicy,
  requireOwnRole,
  requirePolicy,
  requireRole,
  toIamPage,
} from './entities.js';

const MAX_TAGS = 50;

/** Adds or replaces tags of a role. */
export function tagRole(
  { RoleName, Tags }: api.TagRoleRequest,
  { aws }: OperationContext,
): undefined {
  addTags(requireOwnRole(aws.iam, RoleName).tags, Tags);
}

/** Removes tags of a role. Ignores keys that it does not have. */
export function untagRole(
  { RoleName, TagKeys }: api.UntagRoleRequest,
  { aws }: OperationContext,
): undefined {
  removeTags(requireOwnRole(aws.iam, RoleName).tags, TagKeys);
}

/** Lists the tags of a role. */
export function listRoleTags(
  input: api.ListRoleTagsRequest,
  { aws }: OperationContext,
): api.ListRoleTagsResponse {
  return listTags(requireRole(aws.iam, input.RoleName).tags, input);
}

/** Adds or replaces tags of a policy. */
export function tagPolicy(
  { PolicyArn, Tags }: api.TagPolicyRequest,
  { aws }: OperationContext,
): undefined {
  addTags(requireOwnPolicy(aws.iam, PolicyArn).tags, Tags);
}

/** Removes tags of a policy. Ignores keys that it does not have. */
export function untagPolicy(
  { PolicyArn, TagKeys }: api.UntagPolicyRequest,
  { aws }: OperationContext,
): undefined {
  removeTags(requireOwnPolicy(aws.iam, PolicyArn).tags, TagKeys);
}

/** Lists the tags of a policy. */
export function listPolicyTags(
  input: api.ListPolicyTagsRequest,
  { aws }: OperationContext,
): api.ListPolicyTagsResponse {
  return listTags(requirePolicy(aws.iam, input.PolicyArn).tags, input);
}

/** Checks the tags of a Create call. Throws InvalidInput or LimitExceeded. */
export function toTagMap(tags: readonly api.Tag[] | undefined): Map<string, string> {
  const map = new Map<string, string>();
  addTags(map, tags);
  return map;
}

/** Converts tags to IAM's output shape. */
export function toTagList(tags: ReadonlyMap<string, string>): api.Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Adds or replaces tags. Keys that differ only in case are the same (IAM User Guide, "Rules for tagging"). */
function addTags(target: Map<string, string>, tags: readonly api.Tag[] = []): void {
  const keys = tags.map(({ Key }) => (Key ?? '').toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw fault(
      'InvalidInputException',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw fault('InvalidInputException', 'Tag keys that begin with aws: are reserved for AWS.');
  }
  const kept = [...target.keys()].filter((key) => !keys.includes(key.toLowerCase()));
  if (kept.length + keys.length > MAX_TAGS) {
    throw fault(
      'LimitExceededException',
      `The number of tags has reached the maximum limit of ${MAX_TAGS}.`,
    );
  }
  removeTags(target, keys);
  for (const { Key, Value } of tags) target.set(Key ?? '', Value ?? '');
}

function removeTags(target: Map<string, string>, keys: readonly string[] = []): void {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  for (const key of [...target.keys()]) {
    if (gone.has(key.toLowerCase())) target.delete(key);
  }
}

function listTags(
  tags: ReadonlyMap<string, string>,
  input: { Marker?: string | undefined; MaxItems?: number | undefined },
): api.ListRoleTagsResponse {
  const { items, rest } = toIamPage(toTagList(tags), input, ({ Key }) => Key ?? '');
  return { Tags: [...items], ...rest };
}
