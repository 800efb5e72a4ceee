import { toClock } from './clock.js';
import type { ConnectionOptions } from './connection.js';
import { createConnectorClass } from './ioredis-connector.js';
import { type IoredisLike, keepAuthenticated } from './ioredis-renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

const COMMAND_TIMEOUT_MS = 5_000;

/** What the connector does. */
type OurOptions = 'Connector' | 'username' | 'password' | 'connectTimeout';

export type FamilyClientOptions<RedisOptions> = IamAuthTokenProviderOptions &
  Omit<ConnectionOptions, 'createToken' | 'signal'> & {
    /** What else the client is to do; wins over the settings of this library. */
    readonly redisOptions?: Omit<RedisOptions, OurOptions>;
  };

/** Makes a client of the ioredis family (ioredis 5 and 6, iovalkey) that authenticates by IAM; see `ioredis.ts`. */
export function createFamilyClient<RedisOptions, Client>(
  options: FamilyClientOptions<RedisOptions>,
  create: (settings: RedisOptions) => Client,
): Client {
  const { host, port, redisOptions, random = Math.random } = options;
  const tokens = new IamAuthTokenProvider(options);
  const settings = {
    // The connection arrives authenticated, so it is ready without a round trip.
    enableReadyCheck: false,
    lazyConnect: true,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A command whose reply was lost is rejected; with more, the client would send it again.
    maxRetriesPerRequest: 0,
    ...redisOptions,
    host,
    port,
    Connector: createConnectorClass({
      ...options,
      createToken: () => tokens.getNewAuthToken(),
    }),
  };
  // The family types the connector by its abstract class, whose private members no other class can have.
  const client = create(settings as unknown as RedisOptions);
  keepAuthenticated(client as IoredisLike, { tokens, clock: toClock(options), random });
  return client;
}
