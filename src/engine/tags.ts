import type { EngineContext } from './context.js';
import type { Difference, Observation, Resource } from './resource.js';

/** Finds the configured tags that the lab's own resource lacks, or has with another value. Other tags stay. */
export function findTagDrift<C extends EngineContext, O>(
  { addTags }: Pick<Resource<C, O>, 'addTags'>,
  { config }: C,
  { owner, tags }: Observation,
): readonly Difference[] {
  if (!addTags || owner !== 'lab' || !tags) return [];
  return Object.entries(config.tags)
    .filter(([key, value]) => tags[key] !== value)
    .map(([key, value]) => ({ field: `tag ${key}`, from: tags[key], to: value }));
}
