import type { Clock } from '../emulator/index.js';

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

/** The longest delay of a Node timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Adds timers to the emulator's clock. `advance` makes them due. */
export function createLocalClock(clock: Clock): LocalClock {
  return {
    now: () => clock.now(),
    schedule(run, delayMs) {
      const dueAtMs = clock.now() + delayMs;
      let timer: NodeJS.Timeout | undefined;
      const wait = () => {
        const restMs = Math.min(Math.max(dueAtMs - clock.now(), 0), MAX_TIMER_MS);
        timer = setTimeout(check, restMs).unref();
      };
      const cancel = () => {
        clearTimeout(timer);
        stopListening();
      };
      const check = () => {
        clearTimeout(timer);
        if (clock.now() < dueAtMs) {
          wait();
          return;
        }
        cancel();
        run();
      };
      const stopListening = clock.onAdvance(check);
      wait();
      return cancel;
    },
  };
}
