import type { Blueprint } from './blueprint.js';
import { type EngineContext, toResourceId } from './context.js';
import { type Outcome, type ResourceReport, toResourceText } from './events.js';
import { FAILED_STATES, findDrift, inspectAll, toReport } from './inspect.js';
import { prepare } from './prepare.js';
import type { Difference, NameOf, Observation, Resource } from './resource.js';
import { findTagDrift } from './tags.js';

/** The planned changes of a run. */
export interface Preview {
  readonly reports: ResourceReport[];
  /** The settings of existing resources that would change. */
  readonly changes: PlannedChange[];
}

export interface PlannedChange extends Difference {
  /** `kind/name`. */
  readonly resource: string;
}

/** Predicts what `ensureAll` would do; reads only. Throws the errors that `ensureAll` would throw before its first change. */
export async function previewEnsure<C extends EngineContext, O>(
  blueprint: Blueprint<C, O>,
  selected: readonly NameOf<O>[],
  ctx: C,
): Promise<Preview> {
  const { resources, seen, lookups } = await prepare(blueprint, selected, ctx);
  const isThere = (name: NameOf<O>) =>
    resources.some((one) => one.name === name) || !isMissing(seen.get(name)?.state ?? 'absent');
  const changes: PlannedChange[] = [];
  const reports = resources.map((resource) => {
    const observation = seen.get(resource.name) ?? { state: 'absent' };
    const drift = [
      ...findDrift(resource, ctx, { seen, lookups }),
      ...findTagDrift(resource, ctx, observation),
    ];
    const action = toEnsureOutcome(resource, { observation, drift, isThere });
    const text = toResourceText(toResourceId(resource, ctx));
    if (action === 'updated') for (const one of drift) changes.push({ resource: text, ...one });
    return toReport(resource, ctx, { observation, action });
  });
  return { reports, changes };
}

interface Look<O> {
  readonly observation: Observation;
  readonly drift: readonly Difference[];
  /** Whether a resource exists, or will exist. */
  isThere(name: NameOf<O>): boolean;
}

function toEnsureOutcome<C, O>(
  { goesWith, uses }: Resource<C, O>,
  { observation, drift, isThere }: Look<O>,
): Outcome {
  if (observation.owner === 'foreign') return 'kept';
  if (isMissing(observation.state)) {
    // A tie between two resources is created when both exist.
    const isTie = goesWith !== undefined;
    return isTie && !uses?.every(isThere) ? 'absent' : 'created';
  }
  return drift.length > 0 ? 'updated' : 'unchanged';
}

const isMissing = (state: string): boolean =>
  ['absent', 'deleting', ...FAILED_STATES].includes(state);

/** Predicts what `destroyAll` would do; reads only. */
export async function previewDestroy<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<ResourceReport[]> {
  const seen = await inspectAll(resources, ctx);
  return resources.map((resource) => {
    const observation = seen.get(resource.name) ?? { state: 'absent' };
    const action = toDestroyOutcome(resource, observation, ctx);
    return toReport(resource, ctx, { observation, action });
  });
}

function toDestroyOutcome<C, O>(
  resource: Resource<C, O>,
  { state, owner }: Observation,
  ctx: C,
): Outcome {
  if (state === 'absent') return 'absent';
  // The owner of a failed resource whose tags AWS hides stays unknown: `down` fails there.
  const isUnknown = owner === 'unknown' && FAILED_STATES.includes(state);
  return owner === 'foreign' || isUnknown || resource.isLeft?.(ctx) ? 'kept' : 'deleted';
}
