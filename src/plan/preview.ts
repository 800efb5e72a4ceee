import { type Plan, prepare } from './ensure.js';
import type { Action, ResourceReport } from './events.js';
import { inspectAll, toReport } from './inspect.js';
import type { StepName } from './outputs.js';
import { type LabContext, type Observation, type Step, toStepContext } from './step.js';

/** What `ensurePlan` would do: reads only. Throws what it would throw before it changes anything. */
export async function previewEnsure(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  const { steps, seen, lookups } = await prepare(plan, selected, ctx);
  const outputs = Object.fromEntries([...seen].map(([name, { output }]) => [name, output]));
  return steps.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    const stepContext = toStepContext(ctx, step);
    const known = Object.fromEntries(
      [...step.dependsOn, ...(step.uses ?? [])].map((name) => [name, outputs[name]]),
    );
    const later = Object.fromEntries(
      (step.later ?? []).map((name) => [name, { known: () => outputs[name] }]),
    );
    const needs = { ...known, ...later, ...lookups } as never;
    const drift =
      observation.found === undefined
        ? []
        : (step.findDrift?.(stepContext, observation.found, needs) ?? []);
    return toReport(step, ctx, { observation, action: toEnsureAction(observation, drift) });
  });
}

function toEnsureAction(observation: Observation, drift: readonly string[]): Action {
  if (observation.owner === 'foreign') return 'kept';
  if (['absent', 'deleting', 'failed', 'create-failed'].includes(observation.state))
    return 'created';
  return drift.length > 0 ? 'updated' : 'unchanged';
}

/** What `destroyPlan` would do: reads only. */
export async function previewDestroy(
  steps: readonly Step[],
  ctx: LabContext,
): Promise<ResourceReport[]> {
  return reportAll(steps, ctx, ({ state, owner }) => {
    if (state === 'absent') return 'absent';
    return owner === 'foreign' ? 'kept' : 'deleted';
  });
}

/** What is there: reads only. */
export async function reportStatus(
  steps: readonly Step[],
  ctx: LabContext,
): Promise<{ reports: ResourceReport[]; outputs: ReadonlyMap<StepName, unknown> }> {
  const seen = await inspectAll(steps, ctx);
  const shown = steps.filter(
    (step) => (step.isWanted?.(ctx.config) ?? true) || seen.get(step.name)?.state !== 'absent',
  );
  const reports = shown.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    return toReport(step, ctx, { observation, action: toStatusAction(observation) });
  });
  return { reports, outputs: new Map([...seen].map(([name, { output }]) => [name, output])) };
}

function toStatusAction({ state, owner }: Observation): Action {
  if (state === 'absent') return 'absent';
  return owner === 'foreign' ? 'kept' : 'unchanged';
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
