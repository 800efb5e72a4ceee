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
/** The function has 30 seconds. The rest is for its start and its answer. */
const WITHIN_MS = 24_000;

/**
 * Makes a fixed list of attempts to get into the cache: some must be refused, some accepted. Reads nothing from the
 * event and writes nothing to the cache. Throws `IamAuthError` when the cache is unreachable. Also throws it when the
 * cache refuses the correct token and lets no wrong attempt in, because then refusals prove nothing.
 */
export async function verify(): Promise<Verification> {
  const deadlineMs = performance.now() + WITHIN_MS;
  const settings = readSettings(process.env);
  const refusal = await findRefusal(settings);
  // If the cache limits logins so much that the time ends first, the program calls again. A random order then settles others.
  const shuffled = pickRandomly(ATTEMPTS);
  const tried = await pMap(shuffled, (attempt) => tryOut(attempt, settings, deadlineMs), {
    concurrency: AT_ONCE,
  });
  const trials = ATTEMPTS.flatMap(({ name }) => tried.find((trial) => trial.name === name) ?? []);
  const isOpen = trials.some(
    (trial) => trial.expected === 'refused' && trial.outcome === 'accepted',
  );
  if (refusal && !isOpen) throw refusal;
  return { valkeyLab: { verify: trials } };
}

function pickRandomly<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
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
