import { type CommonRedisOptions, Redis } from 'ioredis';
import type { ConnectionOptions } from './connection.js';
import { createConnectorClass } from './ioredis-connector.js';
import { createIamAuthToken, type IamAuthTokenOptions } from './token.js';

const COMMAND_TIMEOUT_MS = 5_000;

// The connector's, and the one that changes the type of the client.
type OurOptions = 'Connector' | 'username' | 'password' | 'connectTimeout' | 'replyMapping';

export interface IamAuthClientOptions
  extends IamAuthTokenOptions,
    Omit<ConnectionOptions, 'createToken' | 'signal'> {
  /** What else ioredis is to do; wins over the settings of this library. */
  readonly redisOptions?: Omit<CommonRedisOptions, OurOptions>;
}

/**
 * An ioredis client for a cache with IAM authentication: verified TLS, and a newly signed token for each
 * connection and reconnection. It connects at the first command or at `connect()`. With `retryStrategy: null`
 * a failed connection ends it and rejects with `IamAuthError`; else ioredis tries again and emits `error`.
 */
export function createIamAuthClient(options: IamAuthClientOptions): Redis {
  const { host, port, redisOptions } = options;
  const client = new Redis({
    // The connection arrives authenticated, so RESP 2 needs no HELLO and is ready without a round trip.
    protocol: 2,
    enableReadyCheck: false,
    // Serverless caches list no CLIENT SETINFO among their commands.
    disableClientInfo: true,
    lazyConnect: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    ...redisOptions,
    host,
    port,
    Connector: createConnectorClass({ ...options, createToken: () => createIamAuthToken(options) }),
  });
  // Failures reach the callers of commands; without a listener ioredis would also print them.
  client.on('error', ignore);
  return client;
}

function ignore(): void {}
