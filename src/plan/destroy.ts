import { realTime } from '../aws/time.js';
import { LabError } from '../errors.js';
import { toResourceText } from './events.js';
import { inspectAll, toReport, toUnknownText, withResource } from './inspect.js';
import type { StepName } from './outputs.js';
import { toPlanned } from './planned.js';
import {
  type LabContext,
  type Observation,
  type Step,
  type StepContext,
  toStepContext,
} from './step.js';

/**
 * Removes everything that is the lab's, each step when what needs it is gone; goes on with
 * everything that does not depend on what failed, then throws the first failure. What was absent is
 * looked at once more at the end: AWS may not have shown yet what it had just made.
 */
export async function destroyPlan(steps: readonly Step[], ctx: LabContext): Promise<void> {
  const looks = lookFirst(steps, ctx);
  const runs = new Map<StepName, Promise<Removal>>();
  const failures: unknown[] = [];
  ctx.report(toPlanned(steps, ctx, (step) => findBefore(step, steps)));
  const run = (step: Step): Promise<Removal> => {
    const running = runs.get(step.name);
    if (running) return running;
    const begun = (async () => {
      const before = findBefore(step, steps).map(run);
      const ended = await Promise.allSettled(before);
      if (ended.some(({ status }) => status === 'rejected')) throw new Skipped();
      const witnesses = steps.filter((other) => toWitnessed(other) === step.name);
      return destroyStep(step, ctx, {
        look: looks.get(step.name),
        others: witnesses.map(({ name }) => looks.get(name)),
      });
    })();
    begun.catch((error) => {
      if (!(error instanceof Skipped)) failures.push(error);
    });
    runs.set(step.name, begun);
    return begun;
  };
  await Promise.allSettled(steps.map(run));
  if (failures.length > 0) throw failures[0];
  const removals = new Map(
    await Promise.all(steps.map(async (step) => [step.name, await run(step)] as const)),
  );
  if (![...removals.values()].includes('deleted')) return;
  const absent = steps.filter(({ name, goesWith }) => removals.get(name) === 'absent' && !goesWith);
  const late = await findLate(absent, ctx);
  if (late.length > 0) await destroyPlan(late, ctx);
}

/** What is there now, and may be the lab's. */
async function findLate(steps: readonly Step[], ctx: LabContext): Promise<Step[]> {
  const seen = await inspectAll(steps, ctx);
  return steps.filter(({ name }) => {
    const { state = 'absent', owner } = seen.get(name) ?? {};
    return state !== 'absent' && owner !== 'foreign';
  });
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

/** The one before whose end the step's resource must have been seen. */
function toWitnessed(step: Step): StepName | undefined {
  return step.goesWith ?? step.seenBefore;
}

/** What came of a step's resource. */
type Removal = 'deleted' | 'absent' | 'kept';

type Looks = ReadonlyMap<StepName, Promise<Observation>>;

/** Sees, and claims, what cannot be known any more when another resource is gone. */
function lookFirst(steps: readonly Step[], ctx: LabContext): Looks {
  const reads = new Map<string, Promise<unknown>>();
  const looks = steps
    .filter((step) => toWitnessed(step) !== undefined)
    .map((step) => {
      const stepContext = toStepContext(ctx, step, reads);
      const look = withResource(stepContext, async () => {
        let seen = await step.inspect(stepContext);
        if (seen.owner === 'unknown' && step.settle) seen = await step.settle(stepContext, seen);
        if (seen.owner === 'lab') await step.claim?.(stepContext, seen);
        return seen;
      });
      // Whoever needs it hears of its failure later.
      look.catch(() => {});
      return [step.name, look] as const;
    });
  return new Map(looks);
}

interface FirstLooks {
  /** At the step's own resource. */
  readonly look: Promise<Observation> | undefined;
  /** At those that must be seen before this one goes. */
  readonly others: readonly (Promise<Observation> | undefined)[];
}

async function destroyStep(
  step: Step,
  ctx: LabContext,
  { look, others }: FirstLooks,
): Promise<Removal> {
  ctx.signal.throwIfAborted();
  const stepContext = toStepContext(ctx, step);
  const time = ctx.time ?? realTime;
  const started = time.now();
  try {
    const [before] = await Promise.all([look, ...others]);
    return await withResource(stepContext, async () => {
      let seen = before && step.goesWith ? before : await step.inspect(stepContext, before);
      if (seen.state !== 'absent') {
        stepContext.report({
          type: 'started',
          resource: stepContext.resource,
          doing: 'destroy',
        });
      }
      if (seen.owner === 'unknown' && step.settle) seen = await step.settle(stepContext, seen);
      const action = await remove(step, stepContext, seen);
      const elapsedMs = Math.round(time.now() - started);
      const observation = action === 'deleted' ? { ...seen, state: 'absent' } : seen;
      ctx.report({
        type: 'finished',
        report: toReport(step, ctx, { observation, action, elapsedMs }),
      });
      return action;
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error !== ctx.signal.reason) {
      ctx.report({ type: 'failed', resource: stepContext.resource, message });
    }
    throw error;
  }
}

async function remove(step: Step, ctx: StepContext, seen: Observation): Promise<Removal> {
  if (seen.state === 'absent') return 'absent';
  if (seen.owner === 'lab') return step.destroy(ctx, seen);
  if (seen.owner === 'foreign') return 'kept';
  // Left alone, and said so: `down` must not end well while something of the lab may be there.
  const resource = toResourceText(ctx.resource);
  throw new LabError('RESOURCE_FAILED', toUnknownText(step, ctx, seen), {
    resource,
    hint: step.unknownHint?.(ctx) ?? 'Run the same command again in a minute.',
  });
}
