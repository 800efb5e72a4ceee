import { type Hint, LabError } from '../errors.js';
import { realTime, type Time } from './time.js';

/** A continuing wait: the latest status, and the milliseconds since the wait began. */
interface WaitReport {
  readonly type: 'waiting';
  readonly resource: { readonly kind: string; readonly name: string };
  readonly status: string;
  readonly elapsedMs: number;
}

/** The context of a wait: errors and progress name the resource, and the signal ends the wait. */
export interface Waiter {
  readonly resource: { readonly kind: string; readonly name: string };
  readonly signal: AbortSignal;
  readonly report: (event: WaitReport) => void;
  /** Default: the machine's clock. */
  readonly time?: Time | undefined;
}

/**
 * What to read, and which statuses end the wait. Every other status is waited for and reported, also one that AWS does not
 * document (F1.15): AWS's own tools break when a new status appears.
 */
export interface Wait<T> {
  readonly read: () => Promise<T | undefined>;
  /** A fresh observation that replaces the first read. */
  readonly seen?: T | undefined;
  /** Returns the status, which is compared in lower case. The status of undefined is `absent`. */
  readonly toStatus: (found: T, elapsedMs: number) => string;
  readonly done: readonly string[];
  /** Statuses that never become one of `done`: they fail at once. */
  readonly failed?: readonly string[];
  /** AWS's reason for a status that fails. */
  readonly toReason?: (found: T) => string | undefined;
  /** The hint for a status that fails, if it needs a special one. */
  readonly toHint?: (found: T) => string | Hint | undefined;
  /** How long `absent` is waited for: AWS may show a new resource late. */
  readonly absentForMs?: number;
  /** Statuses from before a change. They are waited for while AWS may still show them. */
  readonly stale?: readonly string[];
}

/** The hint when another run of the program seems to work on the same lab. */
export const OTHER_RUN_HINT =
  'Wait until the other run has ended, then run the same command again.';

/** How long after a change AWS may still show the old status (F3.3). */
export const STALE_FOR_MS = 60_000;
/** How long the old status may return after the new one: another replica may be a little behind. */
const STALE_AGAIN_FOR_MS = 10_000;

/**
 * Returns the time until the next read: 5 % of the time waited so far, but 0.25 s to 10 s. A wait is then at most 5 %
 * too long, and ten minutes cost about 140 reads. The SDK has no waiters for these resources (F1.11), and Lambda's
 * waiters retry every error (F9.4).
 */
export function toPollIntervalMs(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs * 0.05, 250), 10_000);
}

/**
 * Polls until the status is one of `done` and returns what it read last (undefined: absent).
 * @throws LabError RESOURCE_FAILED for a failed status, and for an absent or stale one that stays; the signal's reason when it is aborted
 */
export async function waitUntil<T>(waiter: Waiter, wait: Wait<T>): Promise<T | undefined> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  let seenMs: number | undefined;
  let seen = wait.seen;
  for (;;) {
    const found = seen ?? (await wait.read());
    seen = undefined;
    const elapsedMs = Math.round(time.now() - started);
    const status = found === undefined ? 'absent' : wait.toStatus(found, elapsedMs).toLowerCase();
    if (wait.done.includes(status)) return found;
    if (wait.failed?.includes(status)) throw toFailure(waiter, status, { found, wait });
    const limitMs = findLimitMs(wait, status, seenMs);
    if (limitMs === undefined) seenMs = elapsedMs;
    else if (elapsedMs >= limitMs) throw toFailure(waiter, status, { found, wait });
    waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
    await time.sleep(toPollIntervalMs(elapsedMs), waiter.signal);
  }
}

/** Returns how long a status from before a change is believed; undefined for a status of the change itself. */
function findLimitMs<T>(
  { absentForMs = 0, stale = [] }: Wait<T>,
  status: string,
  seenMs: number | undefined,
): number | undefined {
  if (status === 'absent') {
    return absentForMs > 0 ? Math.max(absentForMs, (seenMs ?? 0) + STALE_AGAIN_FOR_MS) : 0;
  }
  if (!stale.includes(status)) return undefined;
  return seenMs === undefined ? STALE_FOR_MS : seenMs + STALE_AGAIN_FOR_MS;
}

/**
 * Polls until the resource is gone. `stale` are the statuses from before the delete.
 * @throws LabError RESOURCE_FAILED when the resource stays, or when another run has created it again
 */
export async function waitUntilGone<T>(
  waiter: Waiter,
  wait: Required<Pick<Wait<T>, 'read' | 'toStatus' | 'stale'>>,
): Promise<void> {
  await waitUntil(waiter, {
    ...wait,
    done: ['absent'],
    stale: [...wait.stale, 'creating'],
    toReason: () => 'it exists although it was deleted; another run may have created it again',
    toHint: () => OTHER_RUN_HINT,
  });
}

function toFailure<T>(
  waiter: Waiter,
  status: string,
  { found, wait }: { found: T | undefined; wait: Wait<T> },
): LabError {
  const { kind, name } = waiter.resource;
  const reason = found && wait.toReason?.(found)?.replace(/\.$/, '');
  return new LabError(
    'RESOURCE_FAILED',
    `The ${kind} ${name} is ${status}${reason ? `: ${reason}` : ''}.`,
    { resource: `${kind}/${name}`, hint: found && wait.toHint?.(found) },
  );
}
