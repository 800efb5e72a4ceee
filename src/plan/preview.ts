import { findDrift } from './drift.js';
import { type Action, type ResourceReport, toResourceText } from './events.js';
import { FAILED_STATES, inspectAll, toReport } from './inspect.js';
import type { StepName } from './outputs.js';
import { type Plan, prepare } from './prepare.js';
import {
  type Difference,
  type LabContext,
  type Observation,
  type Step,
  toResource,
} from './step.js';

/** What a run would do. */
export interface Preview {
  readonly reports: ResourceReport[];
  /** The settings that would be changed on what is there. */
  readonly changes: PlannedChange[];
}

export interface PlannedChange extends Difference {
  /** `kind/name`. */
  readonly resource: string;
}

/** What `ensurePlan` would do: reads only. Throws what it would throw before it changes anything. */
export async function previewEnsure(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<Preview> {
  const { steps, seen, lookups } = await prepare(plan, selected, ctx);
  const isThere = (name: StepName) =>
    steps.some((step) => step.name === name) || !isMissing(seen.get(name)?.state ?? 'absent');
  const changes: PlannedChange[] = [];
  const reports = steps.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    const drift = findDrift(step, ctx, { seen, lookups });
    const action = toEnsureAction(step, { observation, drift, isThere });
    const resource = toResourceText(toResource(step, ctx));
    if (action === 'updated') for (const one of drift) changes.push({ resource, ...one });
    return toReport(step, ctx, { observation, action });
  });
  return { reports, changes };
}

interface Look {
  readonly observation: Observation;
  readonly drift: readonly Difference[];
  /** Whether a step's resource is there, or will be. */
  isThere(name: StepName): boolean;
}

function toEnsureAction(step: Step, { observation, drift, isThere }: Look): Action {
  if (observation.owner === 'foreign') return 'kept';
  if (isMissing(observation.state)) {
    // A tie between two resources is made when both are there.
    const isTie = step.goesWith !== undefined;
    return isTie && !step.uses?.every(isThere) ? 'absent' : 'created';
  }
  return drift.length > 0 ? 'updated' : 'unchanged';
}

const isMissing = (state: string): boolean =>
  ['absent', 'deleting', ...FAILED_STATES].includes(state);

/** What `destroyPlan` would do: reads only. */
export async function previewDestroy(
  steps: readonly Step[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  const seen = await inspectAll(steps, ctx);
  return steps.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    return toReport(step, ctx, { observation, action: toDestroyAction(step, observation, ctx) });
  });
}

function toDestroyAction(step: Step, { state, owner }: Observation, ctx: LabContext): Action {
  if (state === 'absent') return 'absent';
  // Nobody can tell whose a failed one is whose tags AWS does not show: `down` stops at it.
  const isUnknown = owner === 'unknown' && FAILED_STATES.includes(state);
  return owner === 'foreign' || isUnknown || step.isLeft?.(ctx) ? 'kept' : 'deleted';
}
