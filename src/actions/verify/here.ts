import type { Session } from '../../session/session.js';
import { runAttempts } from '../../verification/run-attempts.js';
import { createLogin, toLoginError } from '../cache-login/create-login.js';
import type { Trial } from './judge.js';

/** More than all attempts need, even if the cache limits logins (F4.11). */
const ENOUGH_MS = 60_000;

/**
 * Makes the attempts from this machine, with the caller's own credentials.
 * @throws LabError RESOURCE_MISSING, CACHE_UNREACHABLE, LOGIN_REFUSED
 */
export async function readTrialsHere(session: Session): Promise<readonly Trial[]> {
  const { signal, target, note } = session;
  const { endpoint, cacheName, userId, tokens, ca } = await createLogin(session, undefined);
  const { region, credentials } = target.access;
  const { address: host, port } = endpoint;
  const caller = { cacheName, host, port, userId, region, credentials, ca };
  if (!(await credentials()).sessionToken) {
    note('Your key has no session token, so the attempt no-session-token is left out.');
  }
  try {
    return await runAttempts(caller, { deadlineMs: performance.now() + ENOUGH_MS, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw toLoginError(error, { cacheName });
  } finally {
    await tokens.close();
  }
}
