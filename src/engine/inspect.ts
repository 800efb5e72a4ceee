import { LabError } from '../errors.js';
import {
  type EngineContext,
  type Nameable,
  type Reads,
  type ResourceContext,
  startReads,
  toResourceContext,
  toResourceId,
} from './context.js';
import { type Outcome, type ProgressEvent, type ResourceReport, toResourceText } from './events.js';
import { OWNER_TAG } from './owner.js';
import type { Behaviour, Difference, NameOf, Observation, Obstacle, Resource } from './resource.js';

/** Statuses of resources that AWS could not create and will not repair. */
export const FAILED_STATES: readonly string[] = ['create-failed', 'failed'];

/** Observations by resource name. */
export type Observations<O> = ReadonlyMap<NameOf<O>, Observation<O[NameOf<O>]>>;

/** Reads all resources in parallel. A read that several resources share is sent once for each `reads`. */
export async function inspectAll<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
  reads = startReads(),
): Promise<Observations<O>> {
  const seen = await Promise.all(
    resources.map(
      async (resource) => [resource.name, await inspectOne(resource, ctx, reads)] as const,
    ),
  );
  return new Map(seen);
}

/** A resource and its observation. */
export interface Inspected<C, Output = unknown, Found = unknown> {
  readonly resource: Nameable<C>;
  readonly observation: Observation<Output, Found> | undefined;
}

export function inspectOne<C extends EngineContext, Output, Found>(
  resource: Pick<Behaviour<C, Output, Found, never>, 'kind' | 'label' | 'bind' | 'inspect'>,
  ctx: C,
  reads: Reads,
): Promise<Observation<Output, Found>> {
  const own = toResourceContext(ctx, resource, reads);
  return attributed(own, () => resource.inspect(own));
}

/** Runs work on a resource: its errors name the resource, and its calls are recorded for it. */
export function attributed<C extends EngineContext, T>(
  ctx: ResourceContext<C>,
  run: () => Promise<T>,
): Promise<T> {
  return ctx.attribute(ctx.resource, run);
}

/** @throws LabError FOREIGN_RESOURCE when a resource with a lab name does not carry the lab's tags */
export function refuseForeign<C extends EngineContext>(
  inspected: readonly Inspected<C>[],
  ctx: C,
): void {
  const foreign = inspected
    .filter(({ observation }) => observation?.owner === 'foreign' && !observation.isBystander)
    .map(({ resource }) => toResourceId(resource, ctx));
  const [first] = foreign;
  if (!first) return;
  const names = foreign.map(({ kind, name }) => `${kind} ${name}`);
  const lab = ctx.config.lab || 'default';
  throw new LabError(
    'FOREIGN_RESOURCE',
    `${names.join(', ')} already ${names.length > 1 ? 'exist and do' : 'exists and does'} not carry the tags of the lab "${lab}" in ${ctx.region}; nothing was changed.`,
    { resource: toResourceText(first) },
  );
}

/** @throws LabError FOREIGN_RESOURCE when AWS still hides the owner of a resource */
export function refuseUnknown<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  seen: Observations<O>,
  ctx: C,
): void {
  for (const resource of resources) {
    const observation = seen.get(resource.name);
    // A resource that goes with another one has the same owner, and the other one is refused.
    if (observation?.owner !== 'unknown' || resource.goesWith) continue;
    throw new LabError('FOREIGN_RESOURCE', toUnknownText(resource, ctx, observation), {
      resource: toResourceText(toResourceId(resource, ctx)),
      hint: resource.unknownHint?.(ctx),
    });
  }
}

/** Finds why the lab's own resource can never match the configuration; undefined when it can. */
export function findObstacle<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: C,
  { found, owner }: Observation,
): Obstacle | undefined {
  if (found === undefined || owner !== 'lab') return undefined;
  return resource.findObstacle?.(toResourceContext(ctx, resource), found);
}

/** Observations, and the look-ups that the caller has made. */
interface Readings<O> {
  readonly seen: Observations<O>;
  readonly lookups: Readonly<Record<string, unknown>>;
}

/** Finds how a resource differs from the configuration. Unknown values count as equal. */
export function findDrift<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: C,
  { seen, lookups }: Readings<O>,
): readonly Difference[] {
  const found = seen.get(resource.name)?.found;
  if (found === undefined) return [];
  const { dependsOn, uses = [], later = [] } = resource;
  const known = [...dependsOn, ...uses].map((name) => [name, seen.get(name)?.output]);
  const coming = later.map((name) => [name, { known: () => seen.get(name)?.output }]);
  const needs = { ...Object.fromEntries([...known, ...coming]), ...lookups };
  return resource.findDrift?.(toResourceContext(ctx, resource), found, needs) ?? [];
}

/** Explains why an existing resource can be neither used nor removed. */
export function toUnknownText<C, O>(
  resource: Resource<C, O>,
  ctx: C,
  { state }: Observation,
): string {
  return `The ${resource.kind} ${resource.label(ctx)} is ${state}, and AWS does not show its tags. Its owner is unknown, so it was left alone.`;
}

/** Describes a resource for a result. */
export function toReport<C, O>(
  resource: Resource<C, O>,
  ctx: C,
  seen: { observation: Observation; action: Outcome; elapsedMs?: number },
): ResourceReport {
  const { observation, action, elapsedMs = 0 } = seen;
  return {
    ...toResourceId(resource, ctx),
    arn: observation.arn ?? null,
    owned: toOwned(observation),
    owner: observation.tags?.[OWNER_TAG] ?? null,
    state: observation.state,
    action,
    elapsedMs,
  };
}

function toOwned({ owner }: Observation): boolean | null {
  if (owner === undefined || owner === 'unknown') return null;
  return owner === 'lab';
}

/** Creates the event that begins a run: its resources, and which resources each must follow. */
export function toPlanned<C, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
  findAfter: (resource: Resource<C, O>) => readonly Resource<C, O>[],
): ProgressEvent {
  const planned = resources.map((resource) => ({
    resource: toResourceId(resource, ctx),
    after: findAfter(resource).map((other) => toResourceId(other, ctx)),
  }));
  return { type: 'planned', resources: planned };
}
