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
