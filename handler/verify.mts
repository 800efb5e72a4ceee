import pMap from 'p-map';
import { repeatWhileUnavailable } from '../src/iam-auth/back-off.js';
import { openConnection } from '../src/iam-auth/connection.js';
import { type IamAuthError, isTokenRefused } from '../src/iam-auth/error.js';
import { createIamAuthToken } from '../src/iam-auth/token.js';
import { readRoleCredentials } from './role-credentials.js';
import { readSettings, type Settings } from './settings.js';
import { ATTEMPTS } from './verification/attempts.js';
import { type Trial, tryOut } from './verification/try-out.js';

/** The function's result for the event `{"valkeyLab":"verify"}`. */
export interface Verification {
  readonly valkeyLab: { readonly verify: readonly Trial[] };
}

/** The cache limits how many logins it checks in a second (F4.11). */
const AT_ONCE = 4;
/** The part of the function's time that is for its answer. */
const RESERVED_MS = 6_000;

interface Options {
  /** The names of the attempts to make, if it is a list. The program names those that were unclear in an earlier call. */
  readonly only: unknown;
  /** The time until Lambda ends the function. */
  readonly remainingMs: number;
}

/**
 * Makes a fixed list of attempts to get into the cache: some must be refused, some accepted. Takes only names of attempts
 * from the event and writes nothing to the cache. Throws `IamAuthError` when the cache is unreachable. Also throws it when the
 * cache refuses the correct token and lets no wrong attempt in, because then refusals prove nothing.
 */
export async function verify({ only, remainingMs }: Options): Promise<Verification> {
  const deadlineMs = performance.now() + remainingMs - RESERVED_MS;
  const settings = readSettings(process.env);
  const refusal = await findRefusal(settings);
  const chosen = ATTEMPTS.filter(({ name }) => !Array.isArray(only) || only.includes(name));
  const trials = await pMap(chosen, (attempt) => tryOut(attempt, settings, deadlineMs), {
    concurrency: AT_ONCE,
  });
  const isOpen = trials.some(
    (trial) => trial.expected === 'refused' && trial.outcome === 'accepted',
  );
  if (refusal && !isOpen) throw refusal;
  return { valkeyLab: { verify: trials } };
}

/** Returns the refusal of the correct token, if the cache refuses it. Throws any other connection error. */
async function findRefusal(settings: Settings): Promise<IamAuthError | undefined> {
  const createToken = () => createIamAuthToken({ ...settings, credentials: readRoleCredentials });
  try {
    const open = () => openConnection({ ...settings, createToken });
    (await repeatWhileUnavailable(open)).destroy();
    return undefined;
  } catch (error) {
    if (isTokenRefused(error)) return error;
    throw error;
  }
}
