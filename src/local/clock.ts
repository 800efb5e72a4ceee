import type { Clock } from '../emulator/index.js';

/** An endpoint's time, for what is to live in it; the `clock` option of `valkey-lab/iam-auth` takes it. */
export interface LocalClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `run` once when `delayMs` milliseconds have passed, by waiting or by `advance`, unless the function that it
   * returns is called before. Keeps no process alive.
   */
  schedule(run: () => void, delayMs: number): () => void;
}

/** The longest that Node's timers take. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The emulator's clock with timers that `advance` makes due. */
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
