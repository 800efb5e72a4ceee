import { toClock } from './clock.js';
import type { ConnectionOptions } from './connection.js';
import { nameLoginFailures } from './ioredis-cause.js';
import { createConnectorClass } from './ioredis-connector.js';
import type { IoredisLike } from './ioredis-like.js';
import { type IoredisRenewalOptions, keepAuthenticated } from './ioredis-renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

const COMMAND_TIMEOUT_MS = 5_000;

/** The options that the connector replaces. */
type OurOptions = 'Connector' | 'username' | 'password' | 'connectTimeout';

export type FamilyClientOptions<RedisOptions> = IamAuthTokenProviderOptions &
  Omit<ConnectionOptions, 'createToken' | 'signal'> & {
    /** More options of the client. They override this library's settings. */
    readonly redisOptions?: Omit<RedisOptions, OurOptions>;
  };

/** Creates a client of the ioredis family (ioredis 5 and 6, iovalkey) with IAM authentication. See `ioredis.ts`. */
export function createFamilyClient<RedisOptions, Client>(
  options: FamilyClientOptions<RedisOptions>,
  create: (settings: RedisOptions) => Client,
): Client {
  const { host, port, redisOptions, random = Math.random } = options;
  const tokens = new IamAuthTokenProvider(options);
  const settings = {
    // The connection is already authenticated, so it needs no round trip to be ready.
    enableReadyCheck: false,
    lazyConnect: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Rejects a command whose reply was lost. With retries, the client would send the command again.
    maxRetriesPerRequest: 0,
    ...redisOptions,
    host,
    port,
    Connector: createConnectorClass(
      { ...options, createToken: () => tokens.getNewAuthToken() },
      random,
    ),
  };
  // These clients type the connector as their abstract class, and no other class can have its private members.
  const client = create(settings as unknown as RedisOptions);
  equip(client as IoredisLike, { tokens, clock: toClock(options), random });
  return client;
}

/** Adds this library's behaviour to a client and to its duplicates. */
function equip(client: IoredisLike, options: IoredisRenewalOptions): void {
  nameLoginFailures(client);
  keepAuthenticated(client, options);
  const { duplicate } = client;
  client.duplicate = (...override) => {
    const copy = duplicate.apply(client, override);
    equip(copy, options);
    return copy;
  };
}
