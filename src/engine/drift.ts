import { type EngineContext, toResourceContext } from './context.js';
import type { Observations } from './inspect.js';
import type { Difference, Resource } from './resource.js';

/** What has been read: the resources, and as much of the look-ups as is wanted. */
export interface Readings<O> {
  readonly seen: Observations<O>;
  readonly lookups: Readonly<Record<string, unknown>>;
}

/** How a resource differs from the configuration. What is not known does not count. */
export function findDrift<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: C,
  { seen, lookups }: Readings<O>,
): readonly Difference[] {
  const found = seen.get(resource.name)?.found;
  if (found === undefined) return [];
  const { dependsOn, uses = [], later = [] } = resource;
  const known = [...dependsOn, ...uses].map((name) => [name, seen.get(name)?.output]);
  const coming = later.map((name) => [name, { known: () => seen.get(name)?.output }]);
  const needs = { ...Object.fromEntries([...known, ...coming]), ...lookups };
  return resource.findDrift?.(toResourceContext(ctx, resource), found, needs) ?? [];
}
