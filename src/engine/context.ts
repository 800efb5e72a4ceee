import type { ProgressEvent, ResourceId } from './events.js';

/** The part of a run's context that the engine uses. The resources use the rest. */
export interface EngineContext {
  /** Ends every wait. Its reason says why: a failure elsewhere, the time limit, or an interrupt. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, and a sleep that the signal ends. */
  readonly time: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** How long reads may not show a change yet. */
  readonly lag: Lag;
  readonly report: (event: ProgressEvent) => void;
  /** `lab` is empty for the default lab. Existing resources get `tags`, too. */
  readonly config: { readonly lab: string; readonly tags: Readonly<Record<string, string>> };
  readonly region: string;
  /** A short form of the caller. */
  readonly owner: string;
  /** Runs work for one resource, or for none: errors name the resource, and recorded calls belong to it. */
  readonly attribute: <T>(resource: ResourceId | undefined, run: () => Promise<T>) => Promise<T>;
}

/** How long AWS's reads may lag behind its changes (F1.14). */
export interface Lag {
  /** When nothing of the lab is young. */
  readonly usualMs: number;
  /** When something of the lab was created a short time ago. */
  readonly youngMs: number;
}

/** The context of reads that happen together and share the results of `shareRead`. */
export type ReadContext<C> = C & { readonly reads: Reads };

/** The context of one resource. */
export type ResourceContext<C> = ReadContext<C> & { readonly resource: ResourceId };

/** Identifies the reads of one moment: a later moment gets a new object. */
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
  const own = resource.bind?.(ctx) ?? ctx;
  return { ...own, reads, resource: toResourceId(resource, ctx) };
}

export interface Nameable<C> {
  readonly kind: string;
  label(ctx: C): string;
  /** Returns the context in which the resource acts. Default: the run's own. */
  bind?(ctx: C): C;
}

export function toResourceId<C>({ kind, label }: Nameable<C>, ctx: C): ResourceId {
  return { kind, name: label(ctx) };
}

/**
 * Wraps a read that several resources need: resources that are inspected together send it once.
 * @param toKey tells contexts apart that read different things
 */
export function shareRead<C, T>(
  read: (ctx: C) => Promise<T>,
  toKey: (ctx: C) => string = () => '',
): (ctx: ReadContext<C>) => Promise<T> {
  const running = new WeakMap<Reads, Map<string, Promise<T>>>();
  return (ctx) => {
    const ofMoment = running.get(ctx.reads) ?? new Map<string, Promise<T>>();
    running.set(ctx.reads, ofMoment);
    const key = toKey(ctx);
    const known = ofMoment.get(key) ?? read(ctx);
    ofMoment.set(key, known);
    return known;
  };
}
