import { LabError } from '../errors.js';
import {
  type EngineContext,
  type ResourceContext,
  startReads,
  toResourceContext,
} from './context.js';
import { toResourceText } from './events.js';
import { throwFailures } from './failures.js';
import { attributed, inspectAll, toPlanned, toReport, toUnknownText } from './inspect.js';
import type { NameOf, Observation, Resource } from './resource.js';

/**
 * Removes the lab's resources, each as soon as no other resource needs it. A failure stops only the resources that
 * wait for the failed one. At the end it inspects absent resources again, because AWS may show a new resource late.
 * @throws the first failure; `toFailures` has the others
 */
export async function destroyAll<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<void> {
  const looks = lookFirst(resources, ctx);
  const runs = new Map<NameOf<O>, Promise<Removal>>();
  const failures: unknown[] = [];
  ctx.report(toPlanned(resources, ctx, (resource) => findBefore(resource, resources)));
  const run = (resource: Resource<C, O>): Promise<Removal> => {
    const running = runs.get(resource.name);
    if (running) return running;
    const begun = (async () => {
      const before = findBefore(resource, resources).map(run);
      const ended = await Promise.allSettled(before);
      if (ended.some(({ status }) => status === 'rejected')) throw new Skipped();
      const witnesses = resources.filter((other) => toWitnessed(other) === resource.name);
      return destroyOne(resource, ctx, {
        look: looks.get(resource.name),
        others: witnesses.map(({ name }) => looks.get(name)),
      });
    })();
    begun.catch((error) => {
      if (!(error instanceof Skipped)) failures.push(error);
    });
    runs.set(resource.name, begun);
    return begun;
  };
  await Promise.allSettled(resources.map(run));
  throwFailures(failures);
  const removals = new Map(
    await Promise.all(
      resources.map(async (resource) => [resource.name, await run(resource)] as const),
    ),
  );
  if (![...removals.values()].includes('deleted')) return;
  const absent = resources.filter(
    ({ name, goesWith }) => removals.get(name) === 'absent' && !goesWith,
  );
  const late = await findLate(absent, ctx);
  if (late.length > 0) await destroyAll(late, ctx);
}

/** Finds the resources that exist now and may be the lab's. */
async function findLate<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<Resource<C, O>[]> {
  const seen = await inspectAll(resources, ctx);
  return resources.filter(({ name }) => {
    const { state = 'absent', owner } = seen.get(name) ?? {};
    return state !== 'absent' && owner !== 'foreign';
  });
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

/** The resource whose deletion must wait until this one has been inspected. */
function toWitnessed<C, O>({ goesWith, seenBefore }: Resource<C, O>): NameOf<O> | undefined {
  return goesWith ?? seenBefore;
}

type Removal = 'deleted' | 'absent' | 'kept';

type Look<O> = Promise<Observation<O[NameOf<O>]>> | undefined;

/** Inspects and claims the resources whose owner is visible only while another resource exists. */
function lookFirst<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): ReadonlyMap<NameOf<O>, Look<O>> {
  const reads = startReads();
  const looks = resources
    .filter((resource) => toWitnessed(resource) !== undefined)
    .map((resource) => {
      const own = toResourceContext(ctx, resource, reads);
      const look = attributed(own, async () => {
        let seen = await resource.inspect(own);
        if (seen.owner === 'unknown' && resource.settle) seen = await resource.settle(own, seen);
        if (seen.owner === 'lab') await resource.claim?.(own, seen);
        return seen;
      });
      // `destroyOne` awaits it and reports the failure.
      look.catch(() => {});
      return [resource.name, look] as const;
    });
  return new Map(looks);
}

interface FirstLooks<O> {
  /** The first look at the resource itself. */
  readonly look: Look<O>;
  /** The looks at resources that must be seen before this one is deleted. */
  readonly others: readonly Look<O>[];
}

async function destroyOne<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: C,
  { look, others }: FirstLooks<O>,
): Promise<Removal> {
  ctx.signal.throwIfAborted();
  const own = toResourceContext(ctx, resource);
  const started = ctx.time.now();
  try {
    const [before] = await Promise.all([look, ...others]);
    return await attributed(own, async () => {
      let seen = before && resource.goesWith ? before : await resource.inspect(own, before);
      if (seen.state !== 'absent') {
        own.report({ type: 'started', resource: own.resource, doing: 'destroy' });
      }
      if (seen.owner === 'unknown' && resource.settle) seen = await resource.settle(own, seen);
      const action = await remove(resource, own, seen);
      const elapsedMs = Math.round(ctx.time.now() - started);
      const observation = action === 'deleted' ? { ...seen, state: 'absent' } : seen;
      ctx.report({
        type: 'finished',
        report: toReport(resource, ctx, { observation, action, elapsedMs }),
      });
      return action;
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error !== ctx.signal.reason) {
      ctx.report({ type: 'failed', resource: own.resource, message });
    }
    throw error;
  }
}

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
