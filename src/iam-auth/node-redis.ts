import {
  createClient,
  type RedisClientOptions,
  type RedisClientType,
  SocketTimeoutError,
} from 'redis';
import { toPauseMs } from './back-off.js';
import { toClock } from './clock.js';
import { CONNECT_TIMEOUT_MS } from './connection.js';
import { isUnavailable } from './error.js';
import { toTlsOptions } from './public-endpoint.js';
import { createRenewal, toRenewalError } from './renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

/** The value of node-redis's option `credentialsProvider`. */
export interface IamAuthCredentialsProvider {
  readonly type: 'async-credentials-provider';
  readonly credentials: () => Promise<{ username: string; password: string }>;
}

export type IamAuthClientOptions = IamAuthTokenProviderOptions & {
  /** The address of the cache's endpoint. */
  readonly host: string;
  readonly port: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | string[];
  /** More options of node-redis. They override this library's settings. */
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
 * Creates a provider that signs a new token for each connection of node-redis. Use it with `createClientPool`,
 * `createCluster` and other clients that `createIamAuthClient` does not create. The cache ends their connections after
 * 12 hours (F4.4), and they reconnect. Throws `IamAuthError` for an invalid name.
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
 * Creates a node-redis client for a cache with IAM authentication. The client and its duplicates verify TLS, sign a new
 * token for each connection, and send a new AUTH before the 12 hours of a connection end (F4.4). Call `connect()` to
 * open the connection. Throws `IamAuthError` for an invalid name.
 */
export function createIamAuthClient(options: IamAuthClientOptions): RedisClientType {
  const { host, port, ca, redisOptions, random = Math.random } = options;
  const tokens = new IamAuthTokenProvider(options);
  const client = createClient({
    // AWS lists neither CLIENT SETINFO nor CLIENT MAINT_NOTIFICATIONS as supported commands (F5.5).
    disableClientInfo: true,
    maintNotifications: 'disabled',
    ...redisOptions,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries, cause) => toReconnectMs(retries, cause, random),
      ...redisOptions?.socket,
      ...{ tls: true, rejectUnauthorized: true, host, port, ...toTlsOptions(host) },
      ...(ca && { ca }),
    },
    credentialsProvider: toCredentialsProvider(tokens),
  });
  keepAuthenticated(client as unknown as RedisClientType, tokens, options);
  return client as unknown as RedisClientType;
}

/** node-redis's own strategy, with longer pauses while the cache cannot check logins. */
function toReconnectMs(retries: number, cause: Error, random: () => number): number | false {
  if (isUnavailable(cause)) return toPauseMs(retries + 1, random);
  if (cause instanceof SocketTimeoutError) return false;
  return Math.min(2 ** retries * 50, 2_000) + random() * 200;
}

/** Renews the connection. node-redis sends a transaction in one piece, so AUTH cannot come between MULTI and EXEC. */
function keepAuthenticated(
  client: RedisClientType,
  tokens: IamAuthTokenProvider,
  options: IamAuthClientOptions,
): void {
  const { random } = options;
  const renewal = createRenewal({ clock: toClock(options), random, renew: () => void renew() });
  async function renew(): Promise<void> {
    renewal.retry();
    // A RESP 2 subscriber cannot send AUTH. The cache ends its connection, and node-redis subscribes again.
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
  // Failures reach the callers of commands. Without a listener, Node would exit.
  client.on('error', () => {});
}
