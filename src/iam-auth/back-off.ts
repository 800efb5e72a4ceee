import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from './error.js';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** With the pauses between them, five attempts take 4 to 8 seconds. */
const ATTEMPTS = 5;

/**
 * Returns the pause after this number of failures in a row. It doubles each time, and a random part of it keeps the many
 * clients that a cache has refused from coming back at the same moment.
 */
export function toPauseMs(failures: number, random: () => number, longestMs = LONGEST_MS): number {
  const mostMs = Math.min(FIRST_MS * 2 ** (failures - 1), longestMs);
  return mostMs * (0.5 + random() / 2);
}

/** Repeats an attempt to connect, with pauses, while the cache cannot check logins. Throws any other error at once. */
export async function repeatWhileUnavailable<T>(
  attempt: () => Promise<T>,
  random: () => number = Math.random,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isUnavailable(error) || failures === ATTEMPTS) throw error;
      await sleep(toPauseMs(failures, random));
    }
  }
}
