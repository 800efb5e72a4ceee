import type { IamAuthClock } from './clock.js';
import { IamAuthError } from './error.js';

const HOUR_MS = 3_600_000;
/**
 * ElastiCache ends a connection 12 hours after its last AUTH or HELLO (User Guide, "Authenticating with IAM"): it is
 * renewed somewhere between these two, so that the connections of a fleet do not do it all at once.
 */
const RENEW_FROM_MS = 10.5 * HOUR_MS;
const RENEW_TO_MS = 11.5 * HOUR_MS;
/** What could not be done at its time is tried again after this. */
const RETRY_MS = 60_000;

/** When an open connection is to be authenticated anew. */
export interface Renewal {
  /** The connection has just been authenticated. */
  start(): void;
  /** The time has come, and has not been `start`ed again since: also without a timer, as inside Lambda. */
  isDue(): boolean;
  /** There is no room for it now: it stays due, and `renew` is called again in a minute if nothing comes before. */
  remind(): void;
  /** It did not work: it is due again in a minute, and not before. */
  retry(): void;
  /** There is no connection. */
  stop(): void;
}

/** Calls `renew` when the time of the connection has come; it is to end in `start`, `remind`, `retry` or `stop`. */
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
    remind: () => wake(RETRY_MS),
    retry() {
      dueAtMs = clock.now() + RETRY_MS;
      wake(RETRY_MS);
    },
    stop() {
      dueAtMs = Number.POSITIVE_INFINITY;
      cancel();
    },
  };
}

/** What is told of a renewal that failed; without a cause, for that of a client holds the command with its token. */
export function toRenewalError(error: unknown): IamAuthError {
  if (error instanceof IamAuthError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new IamAuthError(
    'TokenRefused',
    `An open connection could not be authenticated anew (${detail}). It is tried again in a minute; the cache ends the connection 12 hours after its last authentication.`,
  );
}
