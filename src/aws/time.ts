import { setTimeout as sleepFor } from 'node:timers/promises';

/** Where waits take their time from. */
export interface Time {
  /** Milliseconds since some moment that stays the same. */
  now(): number;
  /** Sleeps; throws the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's. */
export const realTime: Time = {
  now: () => performance.now(),
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
