import type { Clock } from '../state/clock.js';

/**
 * "An IAM authenticated connection … will automatically be disconnected after 12 hours", unless AUTH
 * or HELLO come again (F4.4).
 */
const MAX_SESSION_MS = 12 * 3_600_000;
/** How often a connection checks its own time limit. */
const CHECK_MS = 60_000;

/** How long a connection may last after its login. */
export interface Lifetime {
  /** Starts again with a login. Only one with a token has a limit. */
  restart(byToken: boolean): void;
  /** Ends the connection if its 12 hours are over. */
  check(): void;
  stop(): void;
}

/** Creates the lifetime of a connection that has not logged in. Calls `onOver` when it is over. */
export function createLifetime(clock: Clock, onOver: () => void): Lifetime {
  let dueAtMs = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function check(): void {
    if (clock.now() >= dueAtMs) onOver();
  }

  function stop(): void {
    clearInterval(timer);
    dueAtMs = Number.POSITIVE_INFINITY;
  }

  return {
    restart(byToken) {
      stop();
      if (!byToken) return;
      dueAtMs = clock.now() + MAX_SESSION_MS;
      timer = setInterval(check, CHECK_MS).unref();
    },
    check,
    stop,
  };
}
