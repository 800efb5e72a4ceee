import { withCallsFor } from '../aws/call-recorder.js';
import { toLabError } from '../aws/errors.js';
import { LabError } from '../errors.js';
import type { Action, ResourceReport } from './events.js';
import { toResourceText } from './events.js';
import type { StepName } from './outputs.js';
import {
  type LabContext,
  type Observation,
  type Obstacle,
  type Reads,
  type Step,
  toStepContext,
} from './step.js';

/** AWS's words for what it could not make and will never mend. */
export const FAILED_STATES: readonly string[] = ['create-failed', 'failed'];

export type Observations = ReadonlyMap<StepName, Observation>;

/** Reads all steps' resources at once; what two of them need, or is in `reads`, is read once. */
export async function inspectAll(
  steps: readonly Step[],
  ctx: LabContext,
  reads: Reads = new Map(),
): Promise<Observations> {
  const seen = await Promise.all(
    steps.map(async (step) => {
      const stepContext = toStepContext(ctx, step, reads);
      return [step.name, await withResource(stepContext, () => step.inspect(stepContext))] as const;
    }),
  );
  return new Map(seen);
}

/** Errors of AWS come out as errors that we show, and name the resource. */
export async function withResource<T>(
  { resource }: { resource: { kind: ResourceReport['kind']; name: string } },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await withCallsFor(resource, run);
  } catch (error) {
    throw toLabError(error, toResourceText(resource));
  }
}

/** @throws LabError FOREIGN_RESOURCE when something with one of the lab's names is not the lab's */
export function refuseForeign(steps: readonly Step[], seen: Observations, ctx: LabContext): void {
  const foreign = steps.filter((step) => {
    const observation = seen.get(step.name);
    return observation?.owner === 'foreign' && !observation.isBystander;
  });
  const [first] = foreign;
  if (!first) return;
  const names = foreign.map((step) => `${step.kind} ${step.label(ctx)}`);
  const lab = ctx.config.lab || 'default';
  throw new LabError(
    'FOREIGN_RESOURCE',
    `${names.join(', ')} already ${names.length > 1 ? 'exist and do' : 'exists and does'} not carry the tags of the lab "${lab}" in ${ctx.region}; nothing was changed.`,
    { resource: `${first.kind}/${first.label(ctx)}` },
  );
}

/** @throws LabError FOREIGN_RESOURCE when AWS still does not show whose something is */
export function refuseUnknown(steps: readonly Step[], seen: Observations, ctx: LabContext): void {
  for (const step of steps) {
    const observation = seen.get(step.name);
    // What goes with another resource is whose that one is, and that one is refused.
    if (observation?.owner !== 'unknown' || step.goesWith) continue;
    throw new LabError('FOREIGN_RESOURCE', toUnknownText(step, ctx, observation), {
      resource: `${step.kind}/${step.label(ctx)}`,
      hint: step.unknownHint?.(ctx),
    });
  }
}

/** Why the lab's own resource can never be as the configuration has it; undefined when it can. */
export function findObstacle(
  step: Step,
  ctx: LabContext,
  { found, owner }: Observation,
): Obstacle | undefined {
  if (found === undefined || owner !== 'lab') return undefined;
  return step.findObstacle?.(toStepContext(ctx, step), found);
}

/** Why something that is there can be neither used nor removed. */
export function toUnknownText(step: Step, ctx: LabContext, { state }: Observation): string {
  return `The ${step.kind} ${step.label(ctx)} is ${state}, and AWS does not show its tags: nobody can tell whose it is, so it was left alone.`;
}

/** A line of the report for what was seen. */
export function toReport(
  step: Step,
  ctx: LabContext,
  seen: { observation: Observation; action: Action; elapsedMs?: number },
): ResourceReport {
  const { observation, action, elapsedMs = 0 } = seen;
  return {
    kind: step.kind,
    name: step.label(ctx),
    arn: observation.arn ?? null,
    owned: toOwned(observation),
    state: observation.state,
    action,
    elapsedMs,
  };
}

function toOwned({ owner }: Observation): boolean | null {
  if (owner === undefined || owner === 'unknown') return null;
  return owner === 'lab';
}
