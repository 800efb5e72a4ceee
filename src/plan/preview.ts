import { findDrift } from './drift.js';
import type { Action, ResourceReport } from './events.js';
import { FAILED_STATES, inspectAll, toReport } from './inspect.js';
import type { StepName } from './outputs.js';
import { type Plan, prepare } from './prepare.js';
import type { LabContext, Observation, Step } from './step.js';

/** What `ensurePlan` would do: reads only. Throws what it would throw before it changes anything. */
export async function previewEnsure(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  const { steps, seen, lookups } = await prepare(plan, selected, ctx);
  return steps.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    const drift = findDrift(step, ctx, { seen, lookups });
    return toReport(step, ctx, { observation, action: toEnsureAction(observation, drift) });
  });
}

function toEnsureAction(observation: Observation, drift: readonly string[]): Action {
  if (observation.owner === 'foreign') return 'kept';
  if (['absent', 'deleting', ...FAILED_STATES].includes(observation.state)) return 'created';
  return drift.length > 0 ? 'updated' : 'unchanged';
}

/** What `destroyPlan` would do: reads only. */
export async function previewDestroy(
  steps: readonly Step[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  return reportAll(steps, ctx, ({ state, owner }) => {
    if (state === 'absent') return 'absent';
    // Nobody can tell whose a failed one is whose tags AWS does not show: `down` stops at it.
    const isUnknown = owner === 'unknown' && FAILED_STATES.includes(state);
    return owner === 'foreign' || isUnknown ? 'kept' : 'deleted';
  });
}

async function reportAll(
  steps: readonly Step[],
  ctx: LabContext,
  toAction: (observation: Observation) => Action,
): Promise<ResourceReport[]> {
  const seen = await inspectAll(steps, ctx);
  return steps.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    return toReport(step, ctx, { observation, action: toAction(observation) });
  });
}
