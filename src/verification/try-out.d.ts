import type { Attempt, Probe } from './attempts.js';
import type { Caller } from './caller.js';
/** The result of an attempt. `unclear` is neither of the others, for example after a failed connection. */
export type Outcome = 'refused' | 'accepted' | 'unclear';
/** An attempt and its outcome, as the function returns them. */
export interface Trial {
  readonly name: string;
  readonly what: string;
  readonly expected: 'refused' | 'accepted' | null;
  readonly probe: Probe | null;
  readonly outcome: Outcome;
  /** The cache's reply, with tokens removed. */
  readonly reply: string;
  readonly elapsedMs: number;
}
/**
 * Makes an attempt until its outcome is clear, each time on a new connection. Between the tries are pauses, because the
 * cache limits logins (F4.11). `deadlineMs` ends it, on the clock of `performance.now()`.
 */
export declare function tryOut(
  attempt: Attempt,
  caller: Caller,
  deadlineMs: number,
): Promise<Trial>;
