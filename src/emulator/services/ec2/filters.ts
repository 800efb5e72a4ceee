import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { fault } from '../../wire/fault.js';
import { matchesTokens, type Token } from '../../wire/wildcards.js';

/** The values that a resource has for a filter's name; undefined: there is no such filter. */
export type FilterValues = (name: string) => readonly (string | undefined)[] | undefined;

/** The resources that pass all filters. Throws InvalidParameterValue for a filter that EC2 does not know. */
export function filterResources<T>(
  resources: readonly T[],
  filters: readonly Filter[] | undefined,
  valuesOf: (resource: T) => FilterValues,
  known: readonly string[],
): T[] {
  const checked = (filters ?? []).map((filter) => ({
    name: checkName(filter.Name ?? '', known),
    patterns: (filter.Values ?? []).map(toTokens),
  }));
  return resources.filter((resource) => {
    const values = valuesOf(resource);
    return checked.every(({ name, patterns }) =>
      (values(name) ?? []).some(
        (value) => value !== undefined && patterns.some((pattern) => matchesTokens(pattern, value)),
      ),
    );
  });
}

/** The values of `tag:<key>` and `tag-key`, which every taggable resource has. */
export function findTagValues(
  tags: ReadonlyMap<string, string>,
  name: string,
): readonly (string | undefined)[] | undefined {
  if (name === 'tag-key') return [...tags.keys()];
  return name.startsWith('tag:') ? [tags.get(name.slice(4))] : undefined;
}

/** Tags as EC2 shows them. */
export function toTags(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function checkName(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  if (name.startsWith('tag:') && known.includes('tag-key')) return name;
  throw fault('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** `*` and `?` are wildcards unless a backslash stands before them ("Filter your resources", EC2 User Guide). */
function toTokens(value: string): Token[] {
  const parts = value.match(/\\[\\*?]|./gsu) ?? [];
  return parts.map((part) => {
    if (part === '*' || part === '?') return part;
    return { literal: part.length > 1 && part.startsWith('\\') ? part.slice(1) : part };
  });
}
