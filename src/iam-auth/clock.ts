/** Time, as this library reads it and waits for it; a test gives one that it moves itself. */
export interface IamAuthClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` milliseconds from now, unless the function that it returns is called before. */
  schedule(run: () => void, delayMs: number): () => void;
}

/**
 * The machine's clock. Its timers keep no process alive. Inside Lambda it has none: a process that is frozen between
 * invocations would find them all due when it is thawed, so there everything is done when it is asked for.
 */
export const systemClock: IamAuthClock = {
  now: () => Date.now(),
  schedule(run, delayMs) {
    if (process.env['AWS_LAMBDA_FUNCTION_NAME']) return () => {};
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** The clock that options ask for: `clock`, or the machine's with another `now`. */
export function toClock({ clock, now }: ClockOptions): IamAuthClock {
  return clock ?? (now ? { ...systemClock, now } : systemClock);
}

export interface ClockOptions {
  /** Time and timers; the machine's if not given. */
  readonly clock?: IamAuthClock;
  /** Milliseconds since the epoch, where only the time is another than the machine's. */
  readonly now?: () => number;
}
