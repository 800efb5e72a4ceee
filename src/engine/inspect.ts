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
import { type Outcome, type ResourceReport, toResourceText } from './events.js';
import type { Behaviour, NameOf, Observation, Obstacle, Resource } from './resource.js';

/** AWS's words for what it could not make and will never repair. */
export const FAILED_STATES: readonly string[] = ['create-failed', 'failed'];

/** What was seen, by name. */
export type Observations<O> = ReadonlyMap<NameOf<O>, Observation<O[NameOf<O>]>>;

/** Reads all resources at once; a read that two of them share, or that is in `reads`, is made once. */
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

/** A resource, and what was seen of it. */
export interface Inspected<C, Output = unknown, Found = unknown> {
  readonly resource: Nameable<C>;
  readonly observation: Observation<Output, Found> | undefined;
}

/** Reads one resource. */
export function inspectOne<C extends EngineContext, Output, Found>(
  resource: Pick<Behaviour<C, Output, Found, never>, 'kind' | 'label' | 'inspect'>,
  ctx: C,
  reads: Reads,
): Promise<Observation<Output, Found>> {
  const own = toResourceContext(ctx, resource, reads);
  return attributed(own, () => resource.inspect(own));
}

/** Does work on a resource in its name. */
export function attributed<C extends EngineContext, T>(
  ctx: ResourceContext<C>,
  run: () => Promise<T>,
): Promise<T> {
  return ctx.attribute(ctx.resource, run);
}

/** @throws LabError FOREIGN_RESOURCE when something with one of the lab's names is not the lab's */
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

/** @throws LabError FOREIGN_RESOURCE when AWS still does not show whose something is */
export function refuseUnknown<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  seen: Observations<O>,
  ctx: C,
): void {
  for (const resource of resources) {
    const observation = seen.get(resource.name);
    // What goes with another resource has the owner of that one, and that one is refused.
    if (observation?.owner !== 'unknown' || resource.goesWith) continue;
    throw new LabError('FOREIGN_RESOURCE', toUnknownText(resource, ctx, observation), {
      resource: toResourceText(toResourceId(resource, ctx)),
      hint: resource.unknownHint?.(ctx),
    });
  }
}

/** Why the lab's own resource can never be as the configuration has it; undefined when it can. */
export function findObstacle<C extends EngineContext, O>(
  resource: Resource<C, O>,
  ctx: C,
  { found, owner }: Observation,
): Obstacle | undefined {
  if (found === undefined || owner !== 'lab') return undefined;
  return resource.findObstacle?.(toResourceContext(ctx, resource), found);
}

/** Why an existing resource can be neither used nor removed. */
export function toUnknownText<C, O>(
  resource: Resource<C, O>,
  ctx: C,
  { state }: Observation,
): string {
  return `The ${resource.kind} ${resource.label(ctx)} is ${state}, and AWS does not show its tags: nobody can tell whose it is, so it was left alone.`;
}

/** A line of the report for what was seen. */
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
    state: observation.state,
    action,
    elapsedMs,
  };
}

function toOwned({ owner }: Observation): boolean | null {
  if (owner === undefined || owner === 'unknown') return null;
  return owner === 'lab';
}
