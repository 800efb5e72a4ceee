import type { ProgressEvent, ResourceId } from './events.js';

/** What the engine needs to know of a run. Everything else of the context is for the resources. */
export interface EngineContext {
  /** Ends every wait; its reason says why (a failure elsewhere, the time limit, an interrupt). */
  readonly signal: AbortSignal;
  /** Milliseconds since some moment that stays the same. */
  readonly time: { now(): number };
  readonly report: (event: ProgressEvent) => void;
  /** The lab's name; empty for the default lab. */
  readonly config: { readonly lab: string };
  /** Where the lab is, for messages. */
  readonly region: string;
  /** Surrounds the work on one resource (or on none): errors name it, recorded calls belong to it. */
  readonly attribute: <T>(resource: ResourceId | undefined, run: () => Promise<T>) => Promise<T>;
}

/** The context of reads that are made together: they share what `shareRead` reads. */
export type ReadContext<C> = C & { readonly reads: Reads };

/** The context of one resource. */
export type ResourceContext<C> = ReadContext<C> & { readonly resource: ResourceId };

/** Stands for the reads of one moment. Each moment has an object of its own. */
export interface Reads {
  readonly isReads: true;
}

export const startReads = (): Reads => ({ isReads: true });

export function toReadContext<C>(ctx: C, reads = startReads()): ReadContext<C> {
  return { ...ctx, reads };
}

export function toResourceContext<C>(
  ctx: C,
  resource: Nameable<C>,
  reads = startReads(),
): ResourceContext<C> {
  return { ...ctx, reads, resource: toResourceId(resource, ctx) };
}

/** What has a kind and a name. */
export interface Nameable<C> {
  readonly kind: string;
  label(ctx: C): string;
}

export function toResourceId<C>({ kind, label }: Nameable<C>, ctx: C): ResourceId {
  return { kind, name: label(ctx) };
}

/** Makes a read that several resources need: those that are inspected together make it once. */
export function shareRead<C, T>(read: (ctx: C) => Promise<T>): (ctx: ReadContext<C>) => Promise<T> {
  const running = new WeakMap<Reads, Promise<T>>();
  return (ctx) => {
    const known = running.get(ctx.reads) ?? read(ctx);
    running.set(ctx.reads, known);
    return known;
  };
}
