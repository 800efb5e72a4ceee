import { LabError } from '../errors.js';
import type { Blueprint } from './blueprint.js';
import {
  type EngineContext,
  type ResourceContext,
  toResourceContext,
  toResourceId,
} from './context.js';
import { toResourceText } from './events.js';
import { throwFailures } from './failures.js';
import { attributed, inspectAll, toPlanned, toReport } from './inspect.js';
import { OWNER_TAG } from './owner.js';
import { type Preparation, prepare } from './prepare.js';
import type { Ensured, Later, NameOf, Observation, Resource } from './resource.js';
import { findTagDrift } from './tags.js';

/**
 * Creates or updates the selected resources, as many at once as their needs allow, and returns their outputs. After the
 * first failure it starts no further resource and ends the waits, but lets running calls finish.
 * @throws the first failure; `toFailures` has the others
 */
export async function ensureAll<C extends EngineContext, O>(
  blueprint: Blueprint<C, O>,
  selected: readonly NameOf<O>[],
  ctx: C,
): Promise<Partial<O>> {
  const preparation = await prepare(blueprint, selected, ctx);
  return new EnsureRun(blueprint, preparation, ctx).all();
}

/** One run of the graph: it handles each resource once, when its needs are met. */
class EnsureRun<C extends EngineContext, O> {
  readonly #runs = new Map<NameOf<O>, Promise<O[NameOf<O>] | undefined>>();
  readonly #outputs: Partial<O> = {};
  /** Resources that this run has changed or waited for. */
  readonly #moved = new Set<NameOf<O>>();
  /** The needs of the resources that this run has created or updated. */
  readonly #changed = new Map<Resource<C, O>, object>();
  readonly #stop = new AbortController();
  readonly #failures: unknown[] = [];
  readonly #ctx: C;

  constructor(
    readonly blueprint: Blueprint<C, O>,
    readonly preparation: Preparation<C, O>,
    ctx: C,
  ) {
    this.#ctx = { ...ctx, signal: AbortSignal.any([ctx.signal, this.#stop.signal]) };
  }

  async all(): Promise<Partial<O>> {
    const { resources } = this.preparation;
    const findAfter = ({ dependsOn, uses = [] }: Resource<C, O>) =>
      resources.filter(({ name }) => dependsOn.includes(name) || uses.includes(name));
    this.#ctx.report(toPlanned(resources, this.#ctx, findAfter));
    await Promise.allSettled(resources.map(({ name }) => this.#output(name)));
    throwFailures(this.#failures);
    await this.#waitUntilShown();
    return this.#outputs;
  }

  /** Waits until AWS shows the changes of this run (F1.14). The next command would otherwise see the lab from before. */
  async #waitUntilShown(): Promise<void> {
    const ctx = this.#ctx;
    if (ctx.lag.youngMs === 0) return;
    const started = ctx.time.now();
    let left = [...this.#changed.keys()];
    for (let look = 0; left.length > 0; look += 1) {
      const seen = await inspectAll(left, ctx);
      left = left.filter((one) => !this.#isShown(one, seen.get(one.name)));
      const elapsedMs = ctx.time.now() - started;
      if (left.length === 0 || elapsedMs >= ctx.lag.youngMs) return;
      const names = left.map((one) => toResourceText(toResourceId(one, ctx))).join(', ');
      if (look === 0) {
        ctx.report({
          type: 'note',
          text: `AWS does not show the changes of ${names} yet; waiting.`,
        });
      }
      await ctx.time.sleep(Math.max(elapsedMs / 3, 250), ctx.signal);
    }
  }

  #isShown(resource: Resource<C, O>, seen: Observation | undefined): boolean {
    if (seen?.owner !== 'lab' || seen.state === 'absent') return false;
    if (seen.found === undefined) return true;
    const own = toResourceContext(this.#ctx, resource);
    const needs = this.#changed.get(resource) ?? {};
    return (resource.findDrift?.(own, seen.found, needs) ?? []).length === 0;
  }

  /** Returns a resource's output. A selected resource is ensured first; another one must already exist. */
  #output(name: NameOf<O>): Promise<O[NameOf<O>] | undefined> {
    const running = this.#runs.get(name);
    if (running) return running;
    const run = this.#begin(name).then(
      (output) => {
        if (output !== undefined) this.#outputs[name] = output;
        return output;
      },
      (error: unknown) => {
        // Resources that the first failure stopped, or that waited for a failed one, throw the same error again.
        if (this.#failures.length === 0 || !this.#isConsequence(error)) this.#failures.push(error);
        this.#stop.abort(error);
        throw error;
      },
    );
    this.#runs.set(name, run);
    return run;
  }

  async #begin(name: NameOf<O>): Promise<O[NameOf<O>] | undefined> {
    const selected = this.preparation.resources.find((resource) => resource.name === name);
    if (selected) return this.#ensure(selected);
    const resource = this.blueprint.resources.find((one) => one.name === name);
    const seen = this.preparation.seen.get(name);
    if (!resource || !seen || seen.state === 'absent') return undefined;
    if (seen.output !== undefined || !resource.settle) return seen.output;
    this.#moved.add(name);
    const ctx = toResourceContext(this.#ctx, resource);
    const settled = await attributed(ctx, async () => resource.settle?.(ctx, seen));
    return settled?.output;
  }

  async #ensure(resource: Resource<C, O>): Promise<O[NameOf<O>] | undefined> {
    const seen = this.preparation.seen.get(resource.name) ?? { state: 'absent' };
    const needs = await this.#needs(resource);
    this.#ctx.signal.throwIfAborted();
    if (seen.owner === 'foreign') {
      const report = toReport(resource, this.#ctx, { observation: seen, action: 'kept' });
      this.#ctx.report({ type: 'finished', report });
      return undefined;
    }
    const ctx = toResourceContext(this.#ctx, resource);
    const started = ctx.time.now();
    ctx.report({ type: 'started', resource: ctx.resource, doing: 'ensure' });
    try {
      const isCurrent =
        !this.preparation.hasWaited && !toFirst(resource).some((name) => this.#moved.has(name));
      const { outcome, state, arn, output } = await attributed(ctx, async () => {
        const ensured = await resource.ensure(ctx, needs, { ...seen, isCurrent });
        return this.#withTags(resource, ctx, { seen, ensured });
      });
      if (outcome === 'created' || outcome === 'updated') {
        this.#moved.add(resource.name);
        this.#changed.set(resource, needs);
      }
      const observation: Observation = {
        state,
        arn,
        owner: outcome === 'absent' ? undefined : 'lab',
        tags: outcome === 'created' ? { [OWNER_TAG]: ctx.owner } : seen.tags,
      };
      const elapsedMs = Math.round(ctx.time.now() - started);
      ctx.report({
        type: 'finished',
        report: toReport(resource, ctx, { observation, action: outcome, elapsedMs }),
      });
      return output;
    } catch (error) {
      if (!this.#isConsequence(error)) {
        const message = error instanceof Error ? error.message : String(error);
        ctx.report({ type: 'failed', resource: ctx.resource, message });
      }
      throw error;
    }
  }

  /** Adds the configured tags that an existing resource lacks. */
  async #withTags(
    resource: Resource<C, O>,
    ctx: ResourceContext<C>,
    { seen, ensured }: { seen: Observation; ensured: Ensured<O[NameOf<O>]> },
  ): Promise<Ensured<O[NameOf<O>]>> {
    const isOld = ensured.outcome === 'unchanged' || ensured.outcome === 'updated';
    const missing = isOld ? findTagDrift(resource, ctx, seen) : [];
    if (missing.length === 0 || ensured.arn === undefined) return ensured;
    await resource.addTags?.(ctx, ensured.arn, ctx.config.tags);
    return { ...ensured, outcome: 'updated' };
  }

  #isConsequence(error: unknown): boolean {
    const { signal } = this.#ctx;
    return signal.aborted && error === signal.reason;
  }

  async #needs(resource: Resource<C, O>): Promise<object> {
    const outputs = await Promise.all(
      toFirst(resource).map(async (name) => [name, await this.#output(name)]),
    );
    const later = (resource.later ?? []).map((name) => [name, this.#later(name, resource)]);
    const lookups = (resource.lookups ?? []).map((name) => [name, this.preparation.lookups[name]]);
    return Object.fromEntries([...outputs, ...later, ...lookups]);
  }

  #later(name: NameOf<O>, waiting: Resource<C, O>): Later<O[NameOf<O>]> {
    const awaited = this.blueprint.resources.find((one) => one.name === name);
    const id = awaited && toResourceId(awaited, this.#ctx);
    const coming = this.#output(name);
    // A failure there reaches this run through the signal, so it needs no handler here.
    coming.catch(() => {});
    return {
      known: () => this.#outputs[name],
      wait: async () => {
        if (id && !(name in this.#outputs)) {
          this.#ctx.report({
            type: 'waiting',
            resource: toResourceId(waiting, this.#ctx),
            status: `waiting for ${id.kind} ${id.name}`,
            elapsedMs: 0,
            for: id,
          });
        }
        const output = await coming;
        if (output !== undefined) return output;
        throw new LabError('RESOURCE_MISSING', `${id && toResourceText(id)} is gone.`);
      },
    };
  }
}

/** The names of the resources that must be ready before this one starts. */
function toFirst<C, O>({ dependsOn, uses = [] }: Resource<C, O>): readonly NameOf<O>[] {
  return [...dependsOn, ...uses];
}
