import { setTimeout as sleepFor } from 'node:timers/promises';

/** The clock of all waits. */
export interface Time {
  /** Milliseconds since the epoch, by a clock that never jumps. */
  now(): number;
  /** Sleeps. Throws the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const realTime: Time = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      await sleepFor(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
