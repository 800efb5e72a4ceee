/** The time and timers of this library. A test can pass its own clock and move it. */
export interface IamAuthClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `delayMs` milliseconds. Returns a function that cancels the call. */
  schedule(run: () => void, delayMs: number): () => void;
}

/**
 * The machine's clock. Its timers do not keep the process alive. Inside Lambda it sets no timers: Lambda freezes the
 * process between invocations, and after that all timers would be due at once. The library then renews on use instead.
 */
export const systemClock: IamAuthClock = {
  now: () => Date.now(),
  schedule(run, delayMs) {
    if (process.env['AWS_LAMBDA_FUNCTION_NAME']) return () => {};
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** Returns `clock`, or the machine's clock, with `now` as its time if that is set. */
export function toClock({ clock, now }: ClockOptions): IamAuthClock {
  return clock ?? (now ? { ...systemClock, now } : systemClock);
}

export interface ClockOptions {
  /** The time and timers. Default: the machine's clock. */
  readonly clock?: IamAuthClock;
  /** The time in milliseconds since the epoch, to use with the machine's timers. Ignored if `clock` is set. */
  readonly now?: () => number;
}
