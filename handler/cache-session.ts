import { isTokenRefused } from '../src/iam-auth/error.js';
import { createIamAuthClient } from '../src/iam-auth/ioredis.js';
import { readRoleCredentials } from './role-credentials.js';
import { readSettings } from './settings.js';

/** The client that all invocations of this environment share. */
export type CacheClient = ReturnType<typeof createIamAuthClient>;

let client: CacheClient | undefined;

/** The open client of an earlier invocation; `undefined` when there is none or its connection has ended. */
export function findOpenClient(): CacheClient | undefined {
  return client?.status === 'ready' ? client : undefined;
}

/** Connects with a new token; throws `IamAuthError`, which names the cause. */
export async function openClient(): Promise<CacheClient> {
  client ??= createClient();
  try {
    await client.connect();
  } catch (error) {
    // A policy that was just attached may not be seen yet: once more, with a new token.
    if (!isTokenRefused(error)) throw error;
    await client.connect();
  }
  return client;
}

/** Forgets a connection that fell silent, without waiting for it to close. */
export function abandonClient(): void {
  client?.disconnect();
  client = undefined;
}

function createClient(): CacheClient {
  return createIamAuthClient({
    ...readSettings(process.env),
    credentials: readRoleCredentials,
    // Lambda freezes the process between invocations: connections are made by invocations, not by timers.
    redisOptions: { retryStrategy: null },
  });
}
