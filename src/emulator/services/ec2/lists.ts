import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { fault } from '../../wire/fault.js';
import { matchesTokens, type Token } from '../../wire/wildcards.js';
import { toSlice } from '../page.js';

export interface IdError {
  readonly code: string;
  readonly message: (id: string) => string;
}

export const VPC_ERROR: IdError = {
  code: 'InvalidVpcID.NotFound',
  message: (id) => `The vpc ID '${id}' does not exist`,
};

export const SUBNET_ERROR: IdError = {
  code: 'InvalidSubnetID.NotFound',
  message: (id) => `The subnet ID '${id}' does not exist`,
};

export const GROUP_ERROR: IdError = {
  code: 'InvalidGroup.NotFound',
  message: (id) => `The security group '${id}' does not exist`,
};

export const INTERFACE_ERROR: IdError = {
  code: 'InvalidNetworkInterfaceID.NotFound',
  message: (id) => `The networkInterface ID '${id}' does not exist`,
};

/** Finds the resources with these ids, or all without ids. Throws the given error for the first missing one. */
export function findByIds<T>(
  resources: ReadonlyMap<string, T>,
  ids: readonly string[] | undefined,
  error: IdError,
): T[] {
  if (!ids || ids.length === 0) return [...resources.values()];
  return [...new Set(ids)].map((id) => requireById(resources, id, error));
}

/** Finds the resource with this id. Throws the given error if it is missing. */
export function requireById<T>(
  resources: ReadonlyMap<string, T>,
  id: string | undefined,
  error: IdError,
): T {
  const found = resources.get(id ?? '');
  if (!found) throw fault(error.code, error.message(id ?? ''));
  return found;
}

export type FilterValue = string | undefined | readonly (string | undefined)[];

/** The filters of a Describe operation, which read the shapes of its answer. */
export interface Filters<T> {
  readonly values: Readonly<Record<string, (resource: T) => FilterValue>>;
  /** For resources with tags: gives the filters `tag:<key>` and `tag-key`. */
  readonly tags?: (resource: T) => readonly Tag[] | undefined;
}

/** Returns the resources that pass all filters. Throws InvalidParameterValue for an unknown filter. */
export function filterResources<T>(
  resources: readonly T[],
  filters: readonly Filter[] | undefined,
  known: Filters<T>,
): T[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const read = findReader(Name, known);
    if (!read) throw fault('InvalidParameterValue', `The filter '${Name}' is invalid`);
    const patterns = Values.map(toTokens);
    return (resource: T) =>
      [read(resource)]
        .flat()
        .some((value) => value !== undefined && patterns.some((one) => matchesTokens(one, value)));
  });
  return resources.filter((resource) => tests.every((test) => test(resource)));
}

function findReader<T>(
  name: string,
  { values, tags }: Filters<T>,
): ((resource: T) => FilterValue) | undefined {
  if (Object.hasOwn(values, name)) return values[name];
  if (!tags) return undefined;
  if (name === 'tag-key') return (resource) => tags(resource)?.map(({ Key }) => Key);
  if (!name.startsWith('tag:')) return undefined;
  return (resource) => tags(resource)?.find(({ Key }) => Key === name.slice(4))?.Value;
}

/** `*` and `?` are wildcards unless a backslash precedes them ("Filter your resources", EC2 User Guide). */
function toTokens(value: string): Token[] {
  const parts = value.match(/\\[\\*?]|./gsu) ?? [];
  return parts.map((part) => {
    if (part === '*' || part === '?') return part;
    return { literal: part.length > 1 && part.startsWith('\\') ? part.slice(1) : part };
  });
}

/** Converts tags to EC2's output shape. */
export function toTags(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Cuts a page of a list. Throws InvalidParameterValue for an invalid size, InvalidNextToken for a foreign token. */
export function cutPage<T>(
  items: readonly T[],
  { MaxResults: size, NextToken: token }: PageRequest,
): { items: T[]; next: { NextToken?: string } } {
  if (size !== undefined && (!Number.isInteger(size) || size < 5 || size > 1000)) {
    throw fault(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const { start, end, next } = toSlice({
    total: items.length,
    max: size ?? 1000,
    marker: token || undefined,
    invalidMarker: () => fault('InvalidNextToken', 'The token is invalid.'),
  });
  return { items: items.slice(start, end), next: next === undefined ? {} : { NextToken: next } };
}
