import { type ResourceId, toResourceText } from './events.js';
import type { Timeline, TimelineResource, TimelineWait } from './timeline.js';

/** A stretch of the critical path: what the whole run waited for. Milliseconds since its start. */
export interface CriticalStretch {
  /** Null: before the work on the first resource, while everything was read. */
  readonly resource: ResourceId | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** What was waited for in it, the longest first. */
  readonly waits: readonly { readonly status: string; readonly ms: number }[];
}

/**
 * The chain of stretches that the run's time is made of, in order: backwards from the resource that ended last,
 * each time to what it waited for last. A resource waits for what must end before it starts, or, later,
 * for another one. Had any stretch been shorter, the run would have been.
 */
export function findCriticalPath({ resources }: Timeline): CriticalStretch[] {
  const ran = resources.filter((one): one is Ran => one.fromMs !== null && one.toMs !== null);
  const byName = new Map(ran.map((one) => [toResourceText(one.resource), one]));
  const path: CriticalStretch[] = [];
  let last = findLast(ran);
  let endMs = last?.toMs ?? 0;
  while (last) {
    const { next, fromMs } = findCause(last, endMs, byName);
    if (endMs > fromMs) path.unshift(toStretch(last, fromMs, endMs));
    endMs = fromMs;
    last = next;
  }
  if (endMs > 0) path.unshift({ resource: null, fromMs: 0, toMs: endMs, waits: [] });
  return path;
}

type Ran = TimelineResource & { readonly fromMs: number; readonly toMs: number };

function findLast(ran: readonly Ran[]): Ran | undefined {
  return ran.reduce<Ran | undefined>(
    (last, one) => (last && last.toMs >= one.toMs ? last : one),
    undefined,
  );
}

/** Since when the work ran without a break until `endMs`, and which resource it had waited for before that. */
function findCause(one: Ran, endMs: number, ran: ReadonlyMap<string, Ran>) {
  const find = (resource: ResourceId) => ran.get(toResourceText(resource));
  const blocks = one.waits.flatMap((wait) => {
    const other = wait.for && find(wait.for);
    return other && other.toMs <= endMs && wait.fromMs < endMs ? [other] : [];
  });
  const last = findLast(blocks);
  if (last) return { next: last, fromMs: last.toMs };
  const before = one.after.flatMap((resource) => find(resource) ?? []);
  // What was there already ends before it starts.
  const next = findLast(before.filter(({ toMs }) => toMs <= one.fromMs));
  return { next, fromMs: next ? next.toMs : one.fromMs };
}

function toStretch({ resource, waits }: Ran, fromMs: number, toMs: number): CriticalStretch {
  const byStatus = new Map<string, number>();
  for (const wait of waits) {
    // It ended with what it waited for, and that is where this stretch begins.
    if (wait.for && wait.fromMs < fromMs) continue;
    const ms = toOverlap(wait, fromMs, toMs);
    if (ms > 0) byStatus.set(wait.status, (byStatus.get(wait.status) ?? 0) + ms);
  }
  const longestFirst = [...byStatus].sort(([, a], [, b]) => b - a);
  return { resource, fromMs, toMs, waits: longestFirst.map(([status, ms]) => ({ status, ms })) };
}

const toOverlap = (wait: TimelineWait, fromMs: number, toMs: number): number =>
  Math.min(wait.toMs, toMs) - Math.max(wait.fromMs, fromMs);
