import { type CommonRedisOptions, Redis } from 'ioredis';
import { createFamilyClient, type FamilyClientOptions } from './ioredis-family.js';

// Without the option that changes the type of the client.
export type IamAuthClientOptions = FamilyClientOptions<Omit<CommonRedisOptions, 'replyMapping'>>;

/**
 * An ioredis client for a cache with IAM authentication: verified TLS, a newly signed token for each connection and
 * reconnection, a new AUTH before the 12 hours of a connection are over; the same for its duplicates. It connects at the
 * first command or at `connect()`. With `retryStrategy: null` a failed connection ends it and rejects with
 * `IamAuthError`; else ioredis tries again and emits `error`. Throws `IamAuthError` for a name that AWS would refuse.
 */
export function createIamAuthClient(options: IamAuthClientOptions): Redis {
  return createFamilyClient(options, (settings) => {
    return new Redis({
      // RESP 2 needs no HELLO on a connection that is authenticated.
      protocol: 2,
      // Serverless caches list no CLIENT SETINFO among their commands.
      disableClientInfo: true,
      ...settings,
    });
  });
}
