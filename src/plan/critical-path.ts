import { type ResourceId, toResourceText } from './events.js';
import type { Timeline, TimelineStep, TimelineWait } from './timeline.js';

/** A stretch of the critical path: what the whole run waited for. Milliseconds since its start. */
export interface CriticalStretch {
  /** Null: before the first step, while everything was read. */
  readonly resource: ResourceId | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** What was waited for in it, the longest first. */
  readonly waits: readonly { readonly status: string; readonly ms: number }[];
}

/**
 * The chain of stretches that the run's time is made of, in order: backwards from the step that ended last,
 * each time to what it waited for last. A step waits for what must end before it starts, or, once it runs,
 * for another resource. Had any stretch been shorter, the run would have been.
 */
export function findCriticalPath({ steps }: Timeline): CriticalStretch[] {
  const ran = steps.filter((step): step is Ran => step.fromMs !== null && step.toMs !== null);
  const byName = new Map(ran.map((step) => [toResourceText(step.resource), step]));
  const path: CriticalStretch[] = [];
  let step = findLast(ran);
  let endMs = step?.toMs ?? 0;
  while (step) {
    const { next, fromMs } = findCause(step, endMs, byName);
    if (endMs > fromMs) path.unshift(toStretch(step, fromMs, endMs));
    endMs = fromMs;
    step = next;
  }
  if (endMs > 0) path.unshift({ resource: null, fromMs: 0, toMs: endMs, waits: [] });
  return path;
}

type Ran = TimelineStep & { readonly fromMs: number; readonly toMs: number };

function findLast(steps: readonly Ran[]): Ran | undefined {
  return steps.reduce<Ran | undefined>(
    (last, step) => (last && last.toMs >= step.toMs ? last : step),
    undefined,
  );
}

/** Since when the step ran without a break until `endMs`, and which step it had waited for before that. */
function findCause(step: Ran, endMs: number, steps: ReadonlyMap<string, Ran>) {
  const find = (resource: ResourceId) => steps.get(toResourceText(resource));
  const blocks = step.waits.flatMap((wait) => {
    const other = wait.for && find(wait.for);
    return other && other.toMs <= endMs && wait.fromMs < endMs ? [other] : [];
  });
  const last = findLast(blocks);
  if (last) return { next: last, fromMs: last.toMs };
  const before = step.after.flatMap((resource) => find(resource) ?? []);
  // What was there already ends before it starts.
  const next = findLast(before.filter(({ toMs }) => toMs <= step.fromMs));
  return { next, fromMs: next ? next.toMs : step.fromMs };
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
