import { runAttempts } from '../src/verification/run-attempts.js';
import type { Trial } from '../src/verification/try-out.js';
import { readRoleCredentials } from './role-credentials.js';
import { readSettings } from './settings.js';

/** The function's result for the event `{"valkeyLab":"verify"}`. */
export interface Verification {
  readonly valkeyLab: { readonly verify: readonly Trial[] };
}

/** The part of the function's time that is for its answer. */
const RESERVED_MS = 6_000;

interface Options {
  /** The names of the attempts to make, if it is a list. The program names those that were unclear in an earlier call. */
  readonly only: unknown;
  /** The time until Lambda ends the function. */
  readonly remainingMs: number;
}

/**
 * Makes the attempts as the function's role. Takes only names of attempts from the event.
 * Throws what `runAttempts` throws.
 */
export async function verify({ only, remainingMs }: Options): Promise<Verification> {
  const deadlineMs = performance.now() + remainingMs - RESERVED_MS;
  const caller = { ...readSettings(process.env), credentials: readRoleCredentials };
  return { valkeyLab: { verify: await runAttempts(caller, { only, deadlineMs }) } };
}
