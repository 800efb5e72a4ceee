import type { Clock } from '../state/clock.js';
import type { LambdaFunction } from '../state/lambda.js';
import { settle } from '../state/lifecycle.js';
import type { Invocation, InvocationResult } from '../state/ports.js';

/** Lambda's pauses before the first and the second retry of an event (AWS: invocation-async). */
const RETRY_DELAYS_MS = [60_000, 120_000];
/** Limit of the payloads that wait for a retry. docs/LOCAL.md states it. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface EventQueueOptions {
  readonly clock: Clock;
  readonly invoke: (fn: LambdaFunction, invocation: Invocation) => Promise<InvocationResult>;
  readonly log: (line: string) => void;
}

/** The queue of `Event` invocations. */
export interface EventQueue {
  push(fn: LambdaFunction, invocation: Invocation): void;
  close(): void;
}

interface Retry {
  readonly fn: LambdaFunction;
  readonly invocation: Invocation;
  readonly attempt: number;
  readonly dueAtMs: number;
}

/**
 * Creates a queue that runs events at once. If the function fails or is throttled, it retries after 1 and 2 minutes
 * of the emulator's clock. AWS does the same after errors, but retries throttled events for up to 6 hours.
 */
export function createEventQueue({ clock, invoke, log }: EventQueueOptions): EventQueue {
  const retries = new Set<Retry>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const run = async ({ fn, invocation, attempt }: Omit<Retry, 'dueAtMs'>): Promise<void> => {
    if (isClosed || settle(fn.lifecycle, clock.now()) === 'gone') return;
    const problem = await invoke(fn.serving ?? fn, invocation).then(
      ({ functionError }) => functionError,
      (error: unknown) => (error instanceof Error ? error.name : 'an error'),
    );
    if (problem === undefined || isClosed) return;
    const delayMs = RETRY_DELAYS_MS[attempt];
    const name = `Event ${invocation.requestId} of ${fn.name}`;
    if (delayMs === undefined) {
      log(`${name} was dropped after ${attempt + 1} attempts.`);
      return;
    }
    if (countWaiting() + invocation.payload.byteLength > MAX_WAITING_BYTES) {
      log(`${name} was dropped: events of ${MAX_WAITING_BYTES / 1024 ** 2} MB wait for a retry.`);
      return;
    }
    retries.add({ fn, invocation, attempt: attempt + 1, dueAtMs: clock.now() + delayMs });
    schedule();
  };
  const countWaiting = (): number =>
    [...retries].reduce((sum, { invocation }) => sum + invocation.payload.byteLength, 0);
  const runDue = (): void => {
    for (const retry of retries) {
      if (retry.dueAtMs > clock.now()) continue;
      retries.delete(retry);
      start(retry);
    }
    schedule();
  };
  const start = (item: Omit<Retry, 'dueAtMs'>): void => {
    run(item).catch((error: unknown) => log(`An event could not run: ${String(error)}`));
  };
  const schedule = (): void => {
    clearTimeout(timer);
    if (isClosed || retries.size === 0) return;
    const firstMs = Math.min(...[...retries].map(({ dueAtMs }) => dueAtMs));
    timer = setTimeout(runDue, Math.max(firstMs - clock.now(), 0));
    timer.unref();
  };
  const stopListening = clock.onAdvance(runDue);

  return {
    push: (fn, invocation) => start({ fn, invocation, attempt: 0 }),
    close() {
      isClosed = true;
      clearTimeout(timer);
      retries.clear();
      stopListening();
    },
  };
}
