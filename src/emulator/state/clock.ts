/** The emulator's time: the machine's time plus what tests added with `advance`. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock forward by `ms` and calls the listeners. */
  advance(ms: number): void;
  /** Calls `listener` after each `advance`. Returns the function that stops this. */
  onAdvance(listener: () => void): () => void;
}

/** Creates a clock that runs with the machine's clock and can be moved forward. */
export function createClock(read: () => number = Date.now): Clock {
  let offsetMs = 0;
  const listeners = new Set<() => void>();
  return {
    now: () => read() + offsetMs,
    advance(ms) {
      offsetMs += ms;
      for (const listener of listeners) listener();
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The longest delay of a Node timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `run` once when the clock has reached `dueAtMs`, in real time or by `advance`. Returns the function that
 * cancels the call. Does not keep the process alive.
 */
export function scheduleAt(clock: Clock, dueAtMs: number, run: () => void): () => void {
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
}
