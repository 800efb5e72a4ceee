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

/**
 * Makes a fixed list of attempts to get into the cache: some must be refused, some accepted. Reads nothing from the
 * event and writes nothing to the cache. Throws `IamAuthError` when the cache is unreachable. Also throws it when the
 * cache refuses the correct token and lets no wrong attempt in, because then refusals prove nothing.
 */
export async function verify(): Promise<Verification> {
  const settings = readSettings(process.env);
  const refusal = await findRefusal(settings);
  const trials = await Promise.all(ATTEMPTS.map((attempt) => tryOut(attempt, settings)));
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
    (await openConnection({ ...settings, createToken })).destroy();
    return undefined;
  } catch (error) {
    if (isTokenRefused(error)) return error;
    throw error;
  }
}
