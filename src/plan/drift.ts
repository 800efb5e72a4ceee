import type { Observations } from './inspect.js';
import type { Lookups } from './outputs.js';
import { type Difference, type LabContext, type Step, toStepContext } from './step.js';

/** What has been read: the resources, and as much of the look-ups as is wanted. */
export interface Readings {
  readonly seen: Observations;
  readonly lookups: Partial<Lookups>;
}

/** In what a step's resource is not as the configuration has it; what is not known does not count. */
export function findDrift(
  step: Step,
  ctx: LabContext,
  { seen, lookups }: Readings,
): readonly Difference[] {
  const found = seen.get(step.name)?.found;
  if (found === undefined) return [];
  const needed = [...step.dependsOn, ...(step.uses ?? [])];
  const known = needed.map((name) => [name, seen.get(name)?.output] as const);
  const later = (step.later ?? []).map((name) => {
    return [name, { known: () => seen.get(name)?.output }] as const;
  });
  const needs = { ...Object.fromEntries([...known, ...later]), ...lookups };
  return step.findDrift?.(toStepContext(ctx, step), found, needs as never) ?? [];
}
