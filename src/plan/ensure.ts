import { toLabError } from '../aws/errors.js';
import { LabError } from '../errors.js';
import { toResourceText } from './events.js';
import { inspectAll, type Observations, refuseForeign, toReport, withResource } from './inspect.js';
import type { LookupName, Lookups, StepName } from './outputs.js';
import { type LabContext, type Later, type Observation, type Step, toStepContext } from './step.js';

/** How the look-ups beside the resources are made. */
export type LookupTable = { readonly [K in LookupName]: (ctx: LabContext) => Promise<Lookups[K]> };

/** A list of steps to run, among all that there are. */
export interface Plan {
  readonly allSteps: readonly Step[];
  readonly lookups: LookupTable;
  /** The command that makes a step's resource, for hints. */
  readonly commands: Readonly<Partial<Record<StepName, string>>>;
}

/** What is known before anything is changed. */
export interface Preparation {
  readonly steps: readonly Step[];
  readonly seen: Map<StepName, Observation>;
  readonly lookups: Partial<Lookups>;
}

/**
 * Reads everything that the selected steps are about or need, at once, and refuses before anything
 * is changed: foreign resources, needs that nobody makes, an unusable network.
 * @throws LabError FOREIGN_RESOURCE, RESOURCE_MISSING, NETWORK_UNUSABLE
 */
export async function prepare(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<Preparation> {
  const steps = plan.allSteps.filter(
    (step) => selected.includes(step.name) && (step.isWanted?.(ctx.config) ?? true),
  );
  const needed = findNeeded(plan, steps, ctx);
  const relevant = [...steps, ...needed];
  const [inspected, lookups] = await Promise.all([
    inspectAll(relevant, ctx),
    lookUp(plan.lookups, steps, ctx),
  ]);
  refuseForeign(relevant, inspected, ctx);
  const seen = await settleUnknown(relevant, inspected, ctx);
  refuseForeign(relevant, seen, ctx);
  refuseMissing({ plan, steps, needed, seen, ctx });
  return { steps, seen, lookups };
}

/** Steps outside the selection whose outputs the selection takes. */
function findNeeded(plan: Plan, steps: readonly Step[], ctx: LabContext): Step[] {
  const names = new Set(
    steps.flatMap((step) => [...step.dependsOn, ...(step.uses ?? []), ...(step.later ?? [])]),
  );
  return plan.allSteps.filter(
    (step) =>
      names.has(step.name) && !steps.includes(step) && (step.isWanted?.(ctx.config) ?? true),
  );
}

async function lookUp(
  table: LookupTable,
  steps: readonly Step[],
  ctx: LabContext,
): Promise<Partial<Lookups>> {
  const names = [...new Set(steps.flatMap((step) => step.lookups ?? []))];
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return [name, await table[name](ctx)] as const;
      } catch (error) {
        throw toLabError(error);
      }
    }),
  );
  return Object.fromEntries(found);
}

/** A cache's tags cannot be read while it is creating or deleting: then that comes to its end first. */
async function settleUnknown(
  steps: readonly Step[],
  seen: Observations,
  ctx: LabContext,
): Promise<Map<StepName, Observation>> {
  const settled = await Promise.all(
    steps.map(async (step) => {
      const observation = seen.get(step.name) ?? { state: 'absent' };
      if (observation.owner !== 'unknown' || !step.settle) return [step.name, observation] as const;
      const stepContext = toStepContext(ctx, step);
      const after = await withResource(
        stepContext,
        async () => (await step.settle?.(stepContext, observation)) ?? observation,
      );
      return [step.name, after] as const;
    }),
  );
  return new Map(settled);
}

interface MissingCheck {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly needed: readonly Step[];
  readonly seen: Observations;
  readonly ctx: LabContext;
}

function refuseMissing({ plan, steps, needed, seen, ctx }: MissingCheck): void {
  for (const step of needed) {
    const isRequired = steps.some((one) =>
      [...one.dependsOn, ...(one.later ?? [])].includes(step.name),
    );
    if (!isRequired || seen.get(step.name)?.state !== 'absent') continue;
    const command = plan.commands[step.name];
    throw new LabError('RESOURCE_MISSING', `The ${step.kind} ${step.label(ctx)} does not exist.`, {
      resource: `${step.kind}/${step.label(ctx)}`,
      ...(command && { hint: `Run \`valkey-lab ${command}\` first.` }),
    });
  }
}

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
    await Promise.allSettled(this.preparation.steps.map((step) => this.#output(step.name)));
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
    const started = performance.now();
    ctx.report({ type: 'started', resource: ctx.resource, doing: 'ensure' });
    try {
      const ensured = await withResource(ctx, () => step.ensure(ctx, needs as never, seen));
      const { outcome: action, state, arn, output } = ensured;
      const observation: Observation = {
        state,
        arn,
        owner: action === 'absent' ? undefined : 'lab',
      };
      const elapsedMs = Math.round(performance.now() - started);
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
    const first = [...step.dependsOn, ...(step.uses ?? [])];
    const outputs = await Promise.all(
      first.map(async (name) => [name, await this.#output(name)] as const),
    );
    const later = (step.later ?? []).map((name) => [name, this.#later(name)] as const);
    const lookups = (step.lookups ?? []).map(
      (name) => [name, this.preparation.lookups[name]] as const,
    );
    return Object.fromEntries([...outputs, ...later, ...lookups]);
  }

  #later(name: StepName): Later<unknown> {
    const coming = this.#output(name);
    // A failure there ends this run by the signal; nobody may be waiting yet.
    coming.catch(() => {});
    return {
      known: () => this.#known.get(name),
      wait: async () => {
        const output = await coming;
        if (output !== undefined) return output;
        const step = this.plan.allSteps.find((one) => one.name === name);
        const resource = step && { kind: step.kind, name: step.label(this.#ctx) };
        throw new LabError('RESOURCE_MISSING', `${resource && toResourceText(resource)} is gone.`);
      },
    };
  }
}
