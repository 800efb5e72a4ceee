import { type ResourceId, toResourceText } from './events.js';
import type { Timeline, TimelineResource, TimelineWait } from './timeline.js';

/** A stretch of the critical path, in milliseconds since the start of the run. */
export interface CriticalStretch {
  /** Null for the time before the first resource, when the run only read. */
  readonly resource: ResourceId | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** The waits in this stretch, the longest first. */
  readonly waits: readonly { readonly status: string; readonly ms: number }[];
}

/**
 * Finds the chain of stretches that determined how long the run took, in order of time. The search starts at the
 * resource that ended last and steps back to the resource that it waited for last, before its start or in the middle
 * of its work. If any stretch had been shorter, the run would have been shorter.
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

/** Finds when the work that lasted until `endMs` began, and the resource that it had waited for until then. */
function findCause(one: Ran, endMs: number, ran: ReadonlyMap<string, Ran>) {
  const find = (resource: ResourceId) => ran.get(toResourceText(resource));
  const blocks = one.waits.flatMap((wait) => {
    const other = wait.for && find(wait.for);
    return other && other.toMs <= endMs && wait.fromMs < endMs ? [other] : [];
  });
  const last = findLast(blocks);
  if (last) return { next: last, fromMs: last.toMs };
  const before = one.after.flatMap((resource) => find(resource) ?? []);
  // A resource that already existed can end later than this one starts.
  const next = findLast(before.filter(({ toMs }) => toMs <= one.fromMs));
  return { next, fromMs: next ? next.toMs : one.fromMs };
}

function toStretch({ resource, waits }: Ran, fromMs: number, toMs: number): CriticalStretch {
  const byStatus = new Map<string, number>();
  for (const wait of waits) {
    // This stretch begins where the wait for the other resource ended.
    if (wait.for && wait.fromMs < fromMs) continue;
    const ms = toOverlap(wait, fromMs, toMs);
    if (ms > 0) byStatus.set(wait.status, (byStatus.get(wait.status) ?? 0) + ms);
  }
  const longestFirst = [...byStatus].sort(([, a], [, b]) => b - a);
  return { resource, fromMs, toMs, waits: longestFirst.map(([status, ms]) => ({ status, ms })) };
}

const toOverlap = (wait: TimelineWait, fromMs: number, toMs: number): number =>
  Math.min(wait.toMs, toMs) - Math.max(wait.fromMs, fromMs);
