import { repeatWhileUnavailable } from '../src/iam-auth/back-off.js';
import { isTokenRefused } from '../src/iam-auth/error.js';
import { createIamAuthClient } from '../src/iam-auth/ioredis.js';
import { readRoleCredentials } from './role-credentials.js';
import { readSettings } from './settings.js';

/** The cache client of this execution environment; all its invocations share it. */
export type CacheClient = ReturnType<typeof createIamAuthClient>;

let client: CacheClient | undefined;

/** Returns the open client of an earlier invocation, or `undefined` without one or after its connection has ended. */
export function findOpenClient(): CacheClient | undefined {
  return client?.status === 'ready' ? client : undefined;
}

/** Connects with a new token. Throws `IamAuthError` with the cause. */
export async function openClient(): Promise<CacheClient> {
  client ??= createClient();
  const open = client;
  const connect = () => repeatWhileUnavailable(() => open.connect());
  try {
    await connect();
  } catch (error) {
    // A new policy may not be effective yet (F4.7), so this tries once more with a new token.
    if (!isTokenRefused(error)) throw error;
    await connect();
  }
  return open;
}

/** Drops a connection that no longer answers, without waiting for it to close. */
export function abandonClient(): void {
  client?.disconnect();
  client = undefined;
}

function createClient(): CacheClient {
  return createIamAuthClient({
    ...readSettings(process.env),
    credentials: readRoleCredentials,
    // Lambda freezes the process between invocations, so each invocation reconnects itself instead of a timer.
    redisOptions: { retryStrategy: null },
  });
}
