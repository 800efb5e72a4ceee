import { openConnection } from '../src/iam-auth/connection.js';
import { type IamAuthError, isTokenRefused } from '../src/iam-auth/error.js';
import { createIamAuthToken } from '../src/iam-auth/token.js';
import { readRoleCredentials } from './role-credentials.js';
import { readSettings, type Settings } from './settings.js';
import { ATTEMPTS } from './verification/attempts.js';
import { type Trial, tryOut } from './verification/try-out.js';

/** What the function answers to `{"valkeyLab":"verify"}`. */
export interface Verification {
  readonly valkeyLab: { readonly verify: readonly Trial[] };
}

/**
 * Tries to get into the cache in every way of a fixed table: what must be refused and what must be accepted. It
 * takes nothing from the event and writes nothing. Throws `IamAuthError` when the cache cannot be reached, or lets
 * nobody in, the right token neither: then refusals would prove nothing.
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

/** Why the right token is refused, if it is; throws what else keeps it from getting in. */
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
