import pMap from 'p-map';
import { repeatWhileUnavailable } from '../iam-auth/back-off.js';
import { openConnection } from '../iam-auth/connection.js';
import { type IamAuthError, isTokenRefused } from '../iam-auth/error.js';
import { createIamAuthToken } from '../iam-auth/token.js';
import { ATTEMPTS } from './attempts.js';
import type { Caller } from './caller.js';
import { type Trial, tryOut } from './try-out.js';

/** The cache limits how many logins it checks in a second (F4.11). */
const AT_ONCE = 4;

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
export async function runAttempts(
  caller: Caller,
  { only, deadlineMs, signal }: Limits,
): Promise<readonly Trial[]> {
  const refusal = await findRefusal(caller);
  const { sessionToken } = await caller.credentials();
  const chosen = ATTEMPTS.filter(
    ({ name, needsSessionToken }) =>
      (!Array.isArray(only) || only.includes(name)) && (sessionToken || !needsSessionToken),
  );
  const trials = await pMap(chosen, (attempt) => tryOut(attempt, caller, deadlineMs), {
    ...{ concurrency: AT_ONCE, ...(signal && { signal }) },
  });
  const isOpen = trials.some(
    (trial) => trial.expected === 'refused' && trial.outcome === 'accepted',
  );
  if (refusal && !isOpen) throw refusal;
  return trials;
}

/** Returns the refusal of the correct token, if the cache refuses it. Throws any other connection error. */
async function findRefusal({ ca, ...caller }: Caller): Promise<IamAuthError | undefined> {
  const createToken = () => createIamAuthToken(caller);
  try {
    const open = () => openConnection({ ...caller, createToken, ...(ca && { ca }) });
    (await repeatWhileUnavailable(open)).destroy();
    return undefined;
  } catch (error) {
    if (isTokenRefused(error)) return error;
    throw error;
  }
}
