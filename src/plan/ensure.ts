import { realTime } from '../aws/time.js';
import { LabError } from '../errors.js';
import { toResourceText } from './events.js';
import { toReport, withResource } from './inspect.js';
import type { StepName } from './outputs.js';
import { toPlanned } from './planned.js';
import { type Plan, type Preparation, prepare } from './prepare.js';
import {
  type LabContext,
  type Later,
  type Observation,
  type Step,
  toResource,
  toStepContext,
} from './step.js';

export type { Plan } from './prepare.js';

/**
 * Makes the selected steps so, with as much at once as their needs allow. At the first failure no
 * step begins any more, waits stop, and calls in flight are awaited. Gives the steps' outputs.
 */
export async function ensurePlan(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<ReadonlyMap<StepName, unknown>> {
  const preparation = await prepare(plan, selected, ctx);
  return new EnsureRun(plan, preparation, ctx).all();
}

/** One run of the graph: each step once, when its needs are met. */
class EnsureRun {
  readonly #runs = new Map<StepName, Promise<unknown>>();
  readonly #known = new Map<StepName, unknown>();
  /** Steps that did something, or waited until their resource could be used. */
  readonly #moved = new Set<StepName>();
  readonly #stop = new AbortController();
  readonly #ctx: LabContext;
  #failure: { error: unknown } | undefined;

  constructor(
    readonly plan: Plan,
    readonly preparation: Preparation,
    ctx: LabContext,
  ) {
    this.#ctx = { ...ctx, signal: AbortSignal.any([ctx.signal, this.#stop.signal]) };
  }

  async all(): Promise<ReadonlyMap<StepName, unknown>> {
    const { steps } = this.preparation;
    const findAfter = ({ dependsOn, uses = [] }: Step) =>
      steps.filter(({ name }) => dependsOn.includes(name) || uses.includes(name));
    this.#ctx.report(toPlanned(steps, this.#ctx, findAfter));
    await Promise.allSettled(steps.map((step) => this.#output(step.name)));
    if (this.#failure) throw this.#failure.error;
    return this.#known;
  }

  /** The output of a step: made now if it is selected, else of what is there. */
  #output(name: StepName): Promise<unknown> {
    const running = this.#runs.get(name);
    if (running) return running;
    const run = this.#begin(name).then(
      (output) => {
        this.#known.set(name, output);
        return output;
      },
      (error: unknown) => {
        this.#failure ??= { error };
        this.#stop.abort(error);
        throw error;
      },
    );
    this.#runs.set(name, run);
    return run;
  }

  async #begin(name: StepName): Promise<unknown> {
    const selected = this.preparation.steps.find((step) => step.name === name);
    if (selected) return this.#ensure(selected);
    const step = this.plan.allSteps.find((one) => one.name === name);
    const seen = this.preparation.seen.get(name);
    if (!step || !seen || seen.state === 'absent') return undefined;
    if (seen.output !== undefined || !step.settle) return seen.output;
    this.#moved.add(name);
    const ctx = toStepContext(this.#ctx, step);
    const settled = await withResource(ctx, async () => step.settle?.(ctx, seen));
    return settled?.output;
  }

  async #ensure(step: Step): Promise<unknown> {
    const seen = this.preparation.seen.get(step.name) ?? { state: 'absent' };
    const needs = await this.#needs(step);
    this.#ctx.signal.throwIfAborted();
    if (seen.owner === 'foreign') {
      const report = toReport(step, this.#ctx, { observation: seen, action: 'kept' });
      this.#ctx.report({ type: 'finished', report });
      return undefined;
    }
    const ctx = toStepContext(this.#ctx, step);
    const time = ctx.time ?? realTime;
    const started = time.now();
    ctx.report({ type: 'started', resource: ctx.resource, doing: 'ensure' });
    try {
      const isCurrent =
        !this.preparation.hasWaited && !toFirst(step).some((name) => this.#moved.has(name));
      const ensured = await withResource(ctx, () =>
        step.ensure(ctx, needs as never, { ...seen, isCurrent }),
      );
      const { outcome: action, state, arn, output } = ensured;
      if (action === 'created' || action === 'updated') this.#moved.add(step.name);
      const observation: Observation = {
        state,
        arn,
        owner: action === 'absent' ? undefined : 'lab',
      };
      const elapsedMs = Math.round(time.now() - started);
      ctx.report({
        type: 'finished',
        report: toReport(step, ctx, { observation, action, elapsedMs }),
      });
      return output;
    } catch (error) {
      const isConsequence = this.#ctx.signal.aborted && error === this.#ctx.signal.reason;
      if (!isConsequence) {
        const message = error instanceof Error ? error.message : String(error);
        ctx.report({ type: 'failed', resource: ctx.resource, message });
      }
      throw error;
    }
  }

  async #needs(step: Step): Promise<Record<string, unknown>> {
    const outputs = await Promise.all(
      toFirst(step).map(async (name) => [name, await this.#output(name)] as const),
    );
    const later = (step.later ?? []).map((name) => [name, this.#later(name, step)] as const);
    const lookups = (step.lookups ?? []).map(
      (name) => [name, this.preparation.lookups[name]] as const,
    );
    return Object.fromEntries([...outputs, ...later, ...lookups]);
  }

  #later(name: StepName, waiting: Step): Later<unknown> {
    const step = this.plan.allSteps.find((one) => one.name === name);
    const resource = step && toResource(step, this.#ctx);
    const coming = this.#output(name);
    // A failure there ends this run by the signal; nobody may be waiting yet.
    coming.catch(() => {});
    return {
      known: () => this.#known.get(name),
      wait: async () => {
        if (resource && !this.#known.has(name)) {
          const status = `waiting for ${resource.kind} ${resource.name}`;
          const who = toResource(waiting, this.#ctx);
          const event = { resource: who, status, elapsedMs: 0, for: resource } as const;
          this.#ctx.report({ type: 'waiting', ...event });
        }
        const output = await coming;
        if (output !== undefined) return output;
        throw new LabError('RESOURCE_MISSING', `${resource && toResourceText(resource)} is gone.`);
      },
    };
  }
}

/** What comes before a step. */
function toFirst({ dependsOn, uses = [] }: Step): readonly StepName[] {
  return [...dependsOn, ...uses];
}
