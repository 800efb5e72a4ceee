import { LabError } from '../errors.js';
import { type Doubts, startDoubts } from './certainty.js';
import {
  type EngineContext,
  type ResourceContext,
  startReads,
  toResourceContext,
} from './context.js';
import { toResourceText } from './events.js';
import { throwFailures } from './failures.js';
import {
  attributed,
  inspectAll,
  inspectOne,
  toPlanned,
  toReport,
  toUnknownText,
} from './inspect.js';
import type { NameOf, Observation, Resource } from './resource.js';

/**
 * Removes the lab's resources, each as soon as no other resource needs it. A failure stops only the resources that
 * wait for the failed one. AWS may show new resources and their tags late: an absent resource, or one without tags, is
 * looked at again before the run leaves it.
 * @throws the first failure; `toFailures` has the others
 */
export async function destroyAll<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<void> {
  ctx.report(toPlanned(resources, ctx, (resource) => findBefore(resource, resources)));
  const run = await DestroyRun.begin(resources, ctx);
  await run.all();
  const late = await findLate(resources, ctx, run.removals);
  if (late.length > 0) await destroyAll(late, ctx);
}

/** One run of the graph, against the arrows: it handles each resource once. */
class DestroyRun<C extends EngineContext, O> {
  readonly removals = new Map<NameOf<O>, Removal>();
  readonly #runs = new Map<NameOf<O>, Promise<void>>();
  /** What was seen before the resource that proves the owner was deleted. */
  readonly #proofs = new Map<NameOf<O>, Observation<O[NameOf<O>]>>();
  readonly #failures: unknown[] = [];

  private constructor(
    readonly resources: readonly Resource<C, O>[],
    readonly ctx: C,
    readonly doubts: Doubts<C, O>,
  ) {}

  /** Looks at everything once: the ages tell how long AWS may hide other resources. Without lag, nothing is hidden. */
  static async begin<C extends EngineContext, O>(resources: readonly Resource<C, O>[], ctx: C) {
    const doubts = startDoubts<C, O>(ctx);
    if (ctx.lag.youngMs === 0) return new DestroyRun(resources, ctx, doubts);
    const reads = startReads();
    // A read that fails here fails again when its resource has its turn, and stops only that one.
    await Promise.allSettled(
      resources.map(async (one) => doubts.note(one, await inspectOne(one, ctx, reads))),
    );
    return new DestroyRun(resources, ctx, doubts);
  }

  async all(): Promise<void> {
    await Promise.allSettled(this.resources.map((resource) => this.#run(resource)));
    throwFailures(this.#failures);
  }

  #run(resource: Resource<C, O>): Promise<void> {
    const running = this.#runs.get(resource.name);
    if (running) return running;
    const begun = (async () => {
      const before = findBefore(resource, this.resources).map((other) => this.#run(other));
      const ended = await Promise.allSettled(before);
      if (ended.some(({ status }) => status === 'rejected')) throw new Skipped();
      this.removals.set(resource.name, await this.#destroy(resource));
    })();
    begun.catch((error) => {
      if (!(error instanceof Skipped)) this.#failures.push(error);
    });
    this.#runs.set(resource.name, begun);
    return begun;
  }

  async #destroy(resource: Resource<C, O>): Promise<Removal> {
    const { ctx } = this;
    ctx.signal.throwIfAborted();
    const own = toResourceContext(ctx, resource);
    const started = ctx.time.now();
    try {
      const proof = this.#proofs.get(resource.name);
      let seen = proof && resource.goesWith ? proof : await this.#look(resource, proof);
      if (seen.state !== 'absent') {
        own.report({ type: 'started', resource: own.resource, doing: 'destroy' });
      }
      await this.#prove(resource);
      let action = await attributed(own, () => remove(resource, own, seen));
      while (action === 'absent' && seen.state !== 'absent') {
        // AWS showed it a moment ago. It can be hidden for a while by a change of this run.
        seen = await this.#look(resource, proof);
        action = await attributed(own, () => remove(resource, own, seen));
      }
      if (action === 'deleted') this.doubts.noteChange();
      const elapsedMs = Math.round(ctx.time.now() - started);
      const observation = action === 'deleted' ? { ...seen, state: 'absent' } : seen;
      ctx.report({
        type: 'finished',
        report: toReport(resource, ctx, { observation, action, elapsedMs }),
      });
      return action;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error !== ctx.signal.reason) {
        ctx.report({ type: 'failed', resource: own.resource, message });
      }
      throw error;
    }
  }

  async #look(resource: Resource<C, O>, proof?: Observation<O[NameOf<O>]>) {
    const own = toResourceContext(this.ctx, resource);
    const seen = await attributed(own, () => resource.inspect(own, proof));
    return this.doubts.resolve(resource, seen, {
      // A resource that this configuration does not have is not doubted, unless another one creates it.
      absence:
        !seen.isNever && ((resource.isWanted?.(this.ctx) ?? true) || proof) ? 'full' : 'none',
      look: (again) => resource.inspect(again, proof),
    });
  }

  /** Inspects and claims the resources whose owner is visible only while this one exists. */
  async #prove({ name }: Resource<C, O>): Promise<void> {
    const reads = startReads();
    const proven = this.resources.filter((one) => (one.goesWith ?? one.seenBefore) === name);
    await Promise.all(
      proven.map(async (one) => {
        const own = toResourceContext(this.ctx, one, reads);
        await attributed(own, async () => {
          let seen = await one.inspect(own);
          if (seen.owner === 'unknown' && one.settle) seen = await one.settle(own, seen);
          if (seen.owner === 'lab') await one.claim?.(own, seen);
          this.#proofs.set(one.name, seen);
        });
      }),
    );
  }
}

/**
 * Looks at everything again, after changes: AWS may still show what was deleted, or show only now what was absent or had no
 * tags. Returns the lab's resources that exist.
 */
async function findLate<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
  removals: ReadonlyMap<NameOf<O>, Removal>,
): Promise<Resource<C, O>[]> {
  if (![...removals.values()].includes('deleted')) return [];
  const started = ctx.time.now();
  // A resource that was left on purpose stays left.
  const all = resources.filter(
    (one) => !one.goesWith && !(removals.get(one.name) === 'kept' && one.isLeft?.(ctx)),
  );
  for (;;) {
    const seen = await inspectAll(all, ctx);
    const shown = all.filter(({ name }) => {
      const { state = 'absent', owner } = seen.get(name) ?? {};
      return state !== 'absent' && owner !== 'foreign';
    });
    const late = shown.filter(({ name }) => removals.get(name) !== 'deleted');
    const elapsedMs = ctx.time.now() - started;
    // A deleted one that stays visible for so long was created again, by another run.
    if (late.length > 0 || shown.length === 0 || elapsedMs >= ctx.lag.youngMs) return late;
    await ctx.time.sleep(Math.max(elapsedMs / 3, 250), ctx.signal);
  }
}

/** Finds the resources that must be gone before this one can be deleted. */
export function findBefore<C, O>(
  resource: Resource<C, O>,
  resources: readonly Resource<C, O>[],
): Resource<C, O>[] {
  return resources.filter(
    (other) =>
      resource.goesWith === other.name ||
      resource.destroyAfter?.includes(other.name) ||
      (other.goesWith !== resource.name && isTiedTo(other, resource.name)),
  );
}

/** Whether AWS refuses to delete the named resource while this one exists. */
export function isTiedTo<C, O>({ dependsOn, uses }: Resource<C, O>, name: NameOf<O>): boolean {
  return dependsOn.includes(name) || (uses?.includes(name) ?? false);
}

/** Thrown for a resource that was not tried, because a resource that must go first failed. */
class Skipped extends Error {}

type Removal = 'deleted' | 'absent' | 'kept';

async function remove<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: ResourceContext<C>,
  seen: Observation<O[NameOf<O>]>,
): Promise<Removal> {
  if (seen.state === 'absent') return 'absent';
  if (seen.owner === 'lab') return resource.destroy(ctx, seen);
  if (seen.owner === 'foreign') return 'kept';
  // `down` must not report success while a resource of the lab may be left.
  throw new LabError('RESOURCE_FAILED', toUnknownText(resource, ctx, seen), {
    resource: toResourceText(ctx.resource),
    hint: resource.unknownHint?.(ctx) ?? 'Run the same command again in a minute.',
  });
}
