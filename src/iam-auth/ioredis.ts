import { type CommonRedisOptions, Redis } from 'ioredis';
import { createFamilyClient, type FamilyClientOptions } from './ioredis-family.js';

// Omits the option that changes the type of the client.
export type IamAuthClientOptions = FamilyClientOptions<Omit<CommonRedisOptions, 'replyMapping'>>;

/**
 * Creates an ioredis client for a cache with IAM authentication. The client and its duplicates verify TLS, sign a new
 * token for each connection, and send a new AUTH before the 12 hours of a connection end (F4.4). The client connects
 * with the first command or `connect()`. With `retryStrategy: null`, a failed connection ends the client and rejects with
 * `IamAuthError`; otherwise ioredis emits `error` and tries again. Throws `IamAuthError` for an invalid name.
 * `Cluster` of ioredis fails with serverless caches (F5.6), so this is a plain client.
 */
export function createIamAuthClient(options: IamAuthClientOptions): Redis {
  return createFamilyClient(options, (settings) => {
    return new Redis({
      // RESP 2 needs no HELLO on an authenticated connection. ioredis 6 uses RESP 3 by default (F5.7).
      protocol: 2,
      // AWS does not list CLIENT SETINFO as a supported command (F5.5).
      disableClientInfo: true,
      ...settings,
    });
  });
}
