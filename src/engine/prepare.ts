import { LabError } from '../errors.js';
import type { Blueprint } from './blueprint.js';
import { type Doubts, startDoubts } from './certainty.js';
import {
  type EngineContext,
  type ReadContext,
  startReads,
  toReadContext,
  toResourceId,
} from './context.js';
import { toResourceText } from './events.js';
import {
  FAILED_STATES,
  findObstacle,
  type Inspected,
  inspectAll,
  type Observations,
  refuseForeign,
  refuseUnknown,
} from './inspect.js';
import { isOwnerCertain, type NameOf, type Observation, type Resource } from './resource.js';

/** Everything that a run reads before its first change. */
export interface Preparation<C, O> {
  readonly resources: readonly Resource<C, O>[];
  readonly seen: Observations<O>;
  readonly lookups: Readonly<Record<string, unknown>>;
  /** Whether the preparation had to wait for a resource: other observations may then be out of date. */
  readonly hasWaited: boolean;
}

/**
 * Reads the selected resources and everything that they need, in parallel. Before the first change, it refuses foreign
 * resources, missing needs, an unusable network and settings that an existing resource cannot take.
 * @throws LabError FOREIGN_RESOURCE, RESOURCE_MISSING, RESOURCE_FAILED, NETWORK_UNUSABLE, CONFIG_INVALID
 */
export async function prepare<C extends EngineContext, O>(
  blueprint: Blueprint<C, O>,
  selected: readonly NameOf<O>[],
  ctx: C,
): Promise<Preparation<C, O>> {
  const resources = blueprint.resources.filter(
    (resource) => selected.includes(resource.name) && isWanted(resource, ctx),
  );
  const needed = findNeeded(blueprint, resources, ctx);
  const relevant = [...resources, ...needed];
  const reads = startReads();
  const lookingUp = lookUp(blueprint, resources, toReadContext(ctx, reads));
  lookingUp.catch(() => {});
  const doubts = startDoubts<C, O>(ctx);
  const inspected = await inspectAll(relevant, ctx, reads);
  for (const one of relevant) doubts.note(one, inspected.get(one.name) ?? { state: 'absent' });
  if (toInspected(relevant, inspected).some(isForeign)) {
    refuseForeign(toInspected(relevant, inspected), ctx);
  }
  const tagged = await resolveAll(relevant, inspected, {
    doubts,
    isDoubtful: ({ owner }) => owner === 'foreign',
  });
  refuseForeign(toInspected(relevant, tagged), ctx);
  const lookups = await lookingUp;
  const required = findRequired(resources, needed);
  const seen = await resolveAll(relevant, tagged, {
    doubts,
    isDoubtful: ({ owner, state }, one) =>
      owner === 'unknown' || (state === 'absent' && required.includes(one)),
  });
  refuseForeign(toInspected(relevant, seen), ctx);
  refuseUnknown(relevant, seen, ctx);
  refuseMissing(required, seen, ctx);
  refuseObstacles(resources, seen, ctx);
  const hasWaited = relevant.some(({ name }) => seen.get(name) !== inspected.get(name));
  return { resources, seen, lookups, hasWaited };
}

function toInspected<C, O>(
  resources: readonly Resource<C, O>[],
  seen: Observations<O>,
): Inspected<C>[] {
  return resources.map((resource) => ({ resource, observation: seen.get(resource.name) }));
}

/** Whether the resource is foreign for certain. */
function isForeign<C>({ observation }: Inspected<C>): boolean {
  return observation?.owner === 'foreign' && isOwnerCertain(observation);
}

function isWanted<C, O>(resource: Resource<C, O>, ctx: C): boolean {
  return resource.isWanted?.(ctx) ?? true;
}

/** Finds the resources outside the selection whose outputs the selection takes. */
function findNeeded<C, O>(
  blueprint: Blueprint<C, O>,
  resources: readonly Resource<C, O>[],
  ctx: C,
): Resource<C, O>[] {
  const names = new Set(
    resources.flatMap(({ dependsOn, uses = [], later = [] }) => [...dependsOn, ...uses, ...later]),
  );
  return blueprint.resources.filter(
    (resource) =>
      names.has(resource.name) && !resources.includes(resource) && isWanted(resource, ctx),
  );
}

async function lookUp<C extends EngineContext, O>(
  { lookups }: Blueprint<C, O>,
  resources: readonly Resource<C, O>[],
  ctx: ReadContext<C>,
): Promise<Record<string, unknown>> {
  const names = [...new Set(resources.flatMap((resource) => resource.lookups ?? []))];
  const found = await Promise.all(
    names.map(async (name) => {
      const value = await ctx.attribute(undefined, async () => lookups[name]?.find(ctx));
      return [name, value] as const;
    }),
  );
  return Object.fromEntries(found);
}

interface Doubtful<C, O> {
  readonly doubts: Doubts<C, O>;
  isDoubtful(seen: Observation, resource: Resource<C, O>): boolean;
}

/** Looks again at resources that AWS may show late, and waits for those whose tags cannot be read yet (F1.5). */
async function resolveAll<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  seen: Observations<O>,
  { doubts, isDoubtful }: Doubtful<C, O>,
): Promise<Observations<O>> {
  const resolved = await Promise.all(
    resources.map(async (resource) => {
      const { name } = resource;
      const observation = seen.get(name) ?? { state: 'absent' };
      if (!isDoubtful(observation, resource)) return [name, observation] as const;
      return [name, await doubts.resolve(resource, observation, { absence: 'brief' })] as const;
    }),
  );
  return new Map(resolved);
}

/** Finds the needed resources without which the selection cannot be ensured. */
function findRequired<C, O>(
  resources: readonly Resource<C, O>[],
  needed: readonly Resource<C, O>[],
): Resource<C, O>[] {
  return needed.filter(({ name }) =>
    resources.some(({ dependsOn, later = [] }) => [...dependsOn, ...later].includes(name)),
  );
}

function refuseMissing<C extends EngineContext, O>(
  required: readonly Resource<C, O>[],
  seen: Observations<O>,
  ctx: C,
): void {
  for (const { name, kind, label, madeBy } of required) {
    const state = seen.get(name)?.state ?? 'absent';
    if (state !== 'absent' && !FAILED_STATES.includes(state)) continue;
    const [command] = madeBy ?? [];
    const id = toResourceId({ kind, label }, ctx);
    const resource = toResourceText(id);
    if (state === 'absent') {
      const hint = command && { text: 'Run {command} first.', command: [command] };
      const message = `The ${kind} ${id.name} does not exist.`;
      throw new LabError('RESOURCE_MISSING', message, { resource, hint });
    }
    const hint = command && {
      text: 'Run {command}: it creates the resource again.',
      command: [command],
    };
    const message = `The ${kind} ${id.name} is ${state}.`;
    throw new LabError('RESOURCE_FAILED', message, { resource, hint });
  }
}

/** @throws LabError CONFIG_INVALID when a resource can never match the configuration */
function refuseObstacles<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  seen: Observations<O>,
  ctx: C,
): void {
  for (const resource of resources) {
    const observation = seen.get(resource.name);
    const obstacle = observation && findObstacle(resource, ctx, observation);
    if (!obstacle) continue;
    const { kind, name } = toResourceId(resource, ctx);
    const message = `The ${kind} ${name} ${obstacle.problem}; nothing was changed.`;
    throw new LabError('CONFIG_INVALID', message, {
      resource: toResourceText({ kind, name }),
      hint: obstacle.hint,
    });
  }
}
