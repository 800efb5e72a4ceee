import { type Clock, scheduleAt } from '../emulator/index.js';

/** The clock of a local endpoint. Pass it as the `clock` option of `valkey-lab/iam-auth`. */
export interface LocalClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `run` once after `delayMs` milliseconds, which pass in real time or by `advance`. Returns a function that
   * cancels the call. Does not keep the process alive.
   */
  schedule(run: () => void, delayMs: number): () => void;
}

/** Adds timers to the emulator's clock. `advance` makes them due. */
export function createLocalClock(clock: Clock): LocalClock {
  return {
    now: () => clock.now(),
    schedule: (run, delayMs) => scheduleAt(clock, clock.now() + delayMs, run),
  };
}
