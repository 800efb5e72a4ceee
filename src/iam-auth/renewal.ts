import type { IamAuthClock } from './clock.js';
import { IamAuthError, isUnavailable } from './error.js';

const HOUR_MS = 3_600_000;
/**
 * ElastiCache ends a connection 12 hours after its last AUTH or HELLO (F4.4). The renewal happens at a random time
 * between these two, which spreads the renewals of many connections.
 */
const RENEW_FROM_MS = 10.5 * HOUR_MS;
const RENEW_TO_MS = 11.5 * HOUR_MS;
/** The average pause before the next try. The pause is random, from half of it to one and a half. */
const RETRY_MS = 60_000;

/** The schedule for the next AUTH on an open connection. */
export interface Renewal {
  /** Starts the schedule. Call this after each authentication. */
  start(): void;
  /** Returns whether a renewal is due. Works without timers too, as inside Lambda. */
  isDue(): boolean;
  /** Postpones a renewal while the connection is busy. It stays due, and `renew` runs again in about a minute. */
  remind(): void;
  /** Postpones a failed renewal. It is due again in about a minute. */
  retry(): void;
  /** Ends the schedule. Call this when the connection has ended. */
  stop(): void;
}

/** Creates the schedule of a connection. It calls `renew`, which must call `start`, `remind`, `retry` or `stop`. */
export function createRenewal({
  clock,
  random = Math.random,
  renew,
}: {
  readonly clock: IamAuthClock;
  readonly random?: (() => number) | undefined;
  readonly renew: () => void;
}): Renewal {
  let dueAtMs = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  const toRetryMs = () => RETRY_MS * (0.5 + random());
  const wake = (delayMs: number) => {
    cancel();
    cancel = clock.schedule(renew, delayMs);
  };
  return {
    start() {
      const delayMs = RENEW_FROM_MS + (RENEW_TO_MS - RENEW_FROM_MS) * random();
      dueAtMs = clock.now() + delayMs;
      wake(delayMs);
    },
    isDue: () => clock.now() >= dueAtMs,
    remind: () => wake(toRetryMs()),
    retry() {
      const delayMs = toRetryMs();
      dueAtMs = clock.now() + delayMs;
      wake(delayMs);
    },
    stop() {
      dueAtMs = Number.POSITIVE_INFINITY;
      cancel();
    },
  };
}

/** Returns the error of a failed renewal, without a `cause`: a client's error contains the command with its token. */
export function toRenewalError(error: unknown): IamAuthError {
  if (error instanceof IamAuthError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new IamAuthError(
    isUnavailable(error) ? 'Unavailable' : 'TokenRefused',
    `An open connection could not be authenticated again (${detail}). It stays open, and the client tries again in about a minute. The cache ends the connection 12 hours after its last authentication.`,
  );
}
