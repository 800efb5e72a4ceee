import type { Caller } from './caller.js';
import { type Trial } from './try-out.js';

interface Limits {
  /** The names of the attempts to make, if it is a list. */
  readonly only?: unknown;
  /** When to end, on the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}
/**
 * Makes a fixed list of attempts to get into the cache: some must be refused, some accepted. Writes nothing to the cache.
 * Throws `IamAuthError` when the cache is unreachable. Also throws it when the cache refuses the correct token and lets no
 * wrong attempt in, because then refusals prove nothing.
 */
export declare function runAttempts(
  caller: Caller,
  { only, deadlineMs, signal }: Limits,
): Promise<readonly Trial[]>;
