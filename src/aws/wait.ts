import { LabError } from '../errors.js';
import { realTime, type Time } from './time.js';

/** A wait that goes on: the status that was read last, and how long it has been. */
export interface WaitReport {
  readonly type: 'waiting';
  readonly resource: { readonly kind: string; readonly name: string };
  readonly status: string;
  readonly elapsedMs: number;
}

/** Who waits: errors and progress name the resource, the signal ends the wait. */
export interface Waiter {
  readonly resource: { readonly kind: string; readonly name: string };
  readonly signal: AbortSignal;
  readonly report: (event: WaitReport) => void;
  /** Default: the machine's. */
  readonly time?: Time | undefined;
}

/** A wait: read until the status is one of `done`; a status in neither list fails at once. */
export interface Wait<T> {
  readonly read: () => Promise<T | undefined>;
  /** What has just been read: it stands for the first read. */
  readonly seen?: T | undefined;
  /** The status of what was read; it is compared in lower case. `absent` stands for undefined. */
  readonly toStatus: (found: T, elapsedMs: number) => string;
  readonly pending: readonly string[];
  readonly done: readonly string[];
  /** AWS's reason, for a status that is neither. */
  readonly toReason?: (found: T) => string | undefined;
  /** What to do then, where it is not what one does after every failure. */
  readonly toHint?: (found: T) => string | undefined;
  /** How long `absent` counts as pending: AWS may not yet see what it has just made. */
  readonly absentForMs?: number;
  /** Statuses of before a change: pending too, for as long as AWS may still show them. */
  readonly stale?: readonly string[];
}

/** How long the status of before a change may still be read after it (AWS-FACTS section 3: Terraform looks after 30 s). */
export const STALE_FOR_MS = 60_000;
/** The same once the change has been seen: a read may come from a replica that is a little behind. */
const STALE_AGAIN_FOR_MS = 10_000;

/**
 * How long to wait until the next read: 5 % of the time waited, 0.25 s to 10 s, so that no wait is
 * more than 5 % (or 0.25 s) too long and ten minutes cost about 140 reads.
 */
export function toPollIntervalMs(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs * 0.05, 250), 10_000);
}

/**
 * Polls until the status is one of `done` and gives what was read last (undefined: absent).
 * @throws LabError RESOURCE_FAILED for a status in neither list; the signal's reason when it is aborted
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
    const isUnderWay = wait.pending.includes(status);
    if (isUnderWay) seenMs = elapsedMs;
    const staleUntilMs = seenMs === undefined ? STALE_FOR_MS : seenMs + STALE_AGAIN_FOR_MS;
    const isPending =
      isUnderWay ||
      (status === 'absent' && elapsedMs < (wait.absentForMs ?? 0)) ||
      (wait.stale?.includes(status) && elapsedMs < staleUntilMs);
    if (!isPending) throw toFailure(waiter, status, { found, wait });
    waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
    await time.sleep(toPollIntervalMs(elapsedMs), waiter.signal);
  }
}

/**
 * Polls until it is gone. `stale` are the statuses of before the delete.
 * @throws LabError RESOURCE_FAILED when it stays, or when somebody has made it anew
 */
export async function waitUntilGone<T>(
  waiter: Waiter,
  wait: Required<Pick<Wait<T>, 'read' | 'toStatus' | 'stale'>>,
): Promise<void> {
  await waitUntil(waiter, {
    ...wait,
    pending: ['deleting'],
    done: ['absent'],
    toReason: () => 'it was deleted and is there; another run may have made it anew',
    toHint: () => 'Let the other run end, then run the same command again.',
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
