import { inspectAll, toReport, withResource } from './inspect.js';
import type { StepName } from './outputs.js';
import { type LabContext, type Observation, type Step, toStepContext } from './step.js';

/**
 * Removes everything that is the lab's, each step when what needs it is gone; goes on with
 * everything that does not depend on what failed, then throws the first failure.
 */
export async function destroyPlan(steps: readonly Step[], ctx: LabContext): Promise<void> {
  const runs = new Map<StepName, Promise<void>>();
  const failures: unknown[] = [];
  const run = (step: Step): Promise<void> => {
    const running = runs.get(step.name);
    if (running) return running;
    const begun = (async () => {
      // What goes with another resource can only be seen before that one is gone.
      const seen = step.goesWith ? await inspectStep(step, ctx) : undefined;
      const before = findBefore(step, steps).map(run);
      const ended = await Promise.allSettled(before);
      if (ended.some(({ status }) => status === 'rejected')) throw new Skipped();
      await destroyStep(step, ctx, seen);
    })();
    begun.catch((error) => {
      if (!(error instanceof Skipped)) failures.push(error);
    });
    runs.set(step.name, begun);
    return begun;
  };
  await Promise.allSettled(steps.map(run));
  if (failures.length > 0) throw failures[0];
}

/** What must be gone before this step's resource can go. */
export function findBefore(step: Step, steps: readonly Step[]): Step[] {
  return steps.filter(
    (other) =>
      step.goesWith === other.name ||
      step.destroyAfter?.includes(other.name) ||
      (other.goesWith !== step.name &&
        (other.dependsOn.includes(step.name) || other.uses?.includes(step.name))),
  );
}

/** A step that was not tried, because what must go before it did not. */
class Skipped extends Error {}

async function inspectStep(step: Step, ctx: LabContext): Promise<Observation> {
  return (await inspectAll([step], ctx)).get(step.name) ?? { state: 'absent' };
}

async function destroyStep(
  step: Step,
  ctx: LabContext,
  before: Observation | undefined,
): Promise<void> {
  ctx.signal.throwIfAborted();
  const stepContext = toStepContext(ctx, step);
  const started = performance.now();
  try {
    await withResource(stepContext, async () => {
      let seen = before ?? (await inspectStep(step, ctx));
      if (seen.state !== 'absent') {
        stepContext.report({
          type: 'started',
          resource: stepContext.resource,
          doing: 'destroy',
        });
      }
      if (seen.owner === 'unknown' && step.settle) seen = await step.settle(stepContext, seen);
      const action = await remove(step, stepContext, seen);
      const elapsedMs = Math.round(performance.now() - started);
      const observation = action === 'deleted' ? { ...seen, state: 'absent' } : seen;
      ctx.report({
        type: 'finished',
        report: toReport(step, ctx, { observation, action, elapsedMs }),
      });
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error !== ctx.signal.reason) {
      ctx.report({ type: 'failed', resource: stepContext.resource, message });
    }
    throw error;
  }
}

async function remove(
  step: Step,
  ctx: ReturnType<typeof toStepContext>,
  seen: Observation,
): Promise<'deleted' | 'absent' | 'kept'> {
  if (seen.state === 'absent') return 'absent';
  if (seen.owner !== 'lab') return 'kept';
  return step.destroy(ctx, seen);
}
