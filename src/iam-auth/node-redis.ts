import { createClient, type RedisClientOptions, type RedisClientType } from 'redis';
import { toClock } from './clock.js';
import { CONNECT_TIMEOUT_MS } from './connection.js';
import { createRenewal, toRenewalError } from './renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

/** For the option `credentialsProvider` of node-redis. */
export interface IamAuthCredentialsProvider {
  readonly type: 'async-credentials-provider';
  readonly credentials: () => Promise<{ username: string; password: string }>;
}

export type IamAuthClientOptions = IamAuthTokenProviderOptions & {
  /** The address in the cache's endpoint. */
  readonly host: string;
  readonly port: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | string[];
  /** What else node-redis is to do; wins over the settings of this library. */
  readonly redisOptions?: Omit<
    RedisClientOptions,
    'credentialsProvider' | 'password' | 'RESP' | 'socket' | 'url' | 'username'
  > & {
    readonly RESP?: 2 | 3;
    readonly socket?: Pick<
      NonNullable<RedisClientOptions['socket']>,
      'connectTimeout' | 'reconnectStrategy' | 'socketTimeout'
    >;
  };
};

/**
 * Gives node-redis a newly signed token for each connection and reconnection: for `createClientPool`, `createCluster` and
 * other clients that are not made by `createIamAuthClient`. Their connections end after 12 hours, and they reconnect.
 */
export function createIamAuthCredentialsProvider(
  options: IamAuthTokenProviderOptions,
): IamAuthCredentialsProvider {
  return toCredentialsProvider(new IamAuthTokenProvider(options));
}

function toCredentialsProvider(tokens: IamAuthTokenProvider): IamAuthCredentialsProvider {
  return {
    type: 'async-credentials-provider',
    credentials: async () => ({
      username: tokens.userId,
      password: await tokens.getNewAuthToken(),
    }),
  };
}

/**
 * A node-redis client for a cache with IAM authentication: verified TLS, a newly signed token for each connection, a new
 * AUTH before the 12 hours of a connection are over; the same for its duplicates. `connect()` opens it. Throws
 * `IamAuthError` for a name that AWS would refuse.
 */
export function createIamAuthClient(options: IamAuthClientOptions): RedisClientType {
  const { host, port, ca, redisOptions } = options;
  const tokens = new IamAuthTokenProvider(options);
  const client = createClient({
    // Serverless caches list no CLIENT SETINFO among their commands.
    disableClientInfo: true,
    ...redisOptions,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...redisOptions?.socket,
      ...{ tls: true, rejectUnauthorized: true, host, port, ...(ca && { ca }) },
    },
    credentialsProvider: toCredentialsProvider(tokens),
  });
  keepAuthenticated(client as unknown as RedisClientType, tokens, options);
  return client as unknown as RedisClientType;
}

/** Its queue sends a transaction in one piece, so an AUTH never comes between MULTI and EXEC. */
function keepAuthenticated(
  client: RedisClientType,
  tokens: IamAuthTokenProvider,
  options: IamAuthClientOptions,
): void {
  const { random } = options;
  const renewal = createRenewal({ clock: toClock(options), random, renew: () => void renew() });
  async function renew(): Promise<void> {
    renewal.retry();
    // No AUTH for a RESP 2 subscriber: the cache ends its connection, and node-redis connects and subscribes again.
    if (client.isPubSubActive && Number(client.options?.RESP) === 2) return;
    try {
      const password = await tokens.getNewAuthToken();
      await client.auth({ username: tokens.userId, password });
      renewal.start();
    } catch (error) {
      client.emit('error', toRenewalError(error));
    }
  }
  const { duplicate } = client;
  client.duplicate = ((...overrides: Parameters<typeof duplicate>) => {
    const copy = duplicate.apply(client, overrides);
    keepAuthenticated(copy as unknown as RedisClientType, tokens, options);
    return copy;
  }) as typeof duplicate;
  client.on('ready', renewal.start);
  client.on('reconnecting', renewal.stop);
  client.on('end', renewal.stop);
  // Failures reach the callers of commands; without a listener Node would exit.
  client.on('error', () => {});
}
