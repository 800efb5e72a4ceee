import { setTimeout as sleepFor } from 'node:timers/promises';
import { LabError } from '../errors.js';
import type { ResourceId, WaitingEvent } from '../plan/events.js';

/** Who waits: errors and progress name the resource, the signal ends the wait. */
export interface Waiter {
  readonly resource: ResourceId;
  readonly signal: AbortSignal;
  readonly report: (event: WaitingEvent) => void;
}

/** A wait: read until the status is one of `done`; a status in neither list fails at once. */
export interface Wait<T> {
  readonly read: () => Promise<T | undefined>;
  /** The status of what was read; it is compared in lower case. `absent` stands for undefined. */
  readonly toStatus: (found: T) => string;
  readonly pending: readonly string[];
  readonly done: readonly string[];
  /** AWS's reason, for a status that is neither. */
  readonly toReason?: (found: T) => string | undefined;
  /** How long `absent` counts as pending: AWS may not yet see what it has just made. */
  readonly absentForMs?: number;
}

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
  const started = performance.now();
  for (;;) {
    const found = await wait.read();
    const status = found === undefined ? 'absent' : wait.toStatus(found).toLowerCase();
    const elapsedMs = Math.round(performance.now() - started);
    if (wait.done.includes(status)) return found;
    const isPending =
      wait.pending.includes(status) || (status === 'absent' && elapsedMs < (wait.absentForMs ?? 0));
    if (!isPending) throw toFailure(waiter, status, found && wait.toReason?.(found));
    waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
    await sleep(toPollIntervalMs(elapsedMs), waiter.signal);
  }
}

/** Sleeps; throws the signal's reason when it is aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleepFor(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function toFailure(waiter: Waiter, status: string, reason: string | undefined): LabError {
  const { kind, name } = waiter.resource;
  const why = reason ? `: ${reason}` : '';
  return new LabError('RESOURCE_FAILED', `The ${kind} ${name} is ${status}${why}.`, {
    resource: `${kind}/${name}`,
  });
}
