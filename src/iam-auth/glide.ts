import type {
  GlideClient,
  GlideClientConfiguration,
  GlideClusterClient,
} from '@valkey/valkey-glide';
import { toClock } from './clock.js';
import { createRenewal } from './renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

const RETRY_MS = 5_000;

/** `GlideClient` or `GlideClusterClient`: given by the caller, so that no native code is loaded here. */
export interface GlideClass<Client, Configuration> {
  createClient(configuration: Configuration): Promise<Client>;
}

export type IamAuthClientOptions<Configuration = GlideClientConfiguration> =
  IamAuthTokenProviderOptions & {
    /** The address in the cache's endpoint. */
    readonly host: string;
    readonly port: number;
    /** What else glide is to do; wins over the settings of this library. */
    readonly glideOptions?: Omit<Configuration, 'addresses' | 'credentials' | 'useTLS'>;
  };

/** A glide client and what keeps its password new. */
export interface IamAuthGlide<Client> {
  readonly client: Client;
  /** Gives glide a living token for its next reconnection. Inside Lambda, which has no timers: once in each invocation. */
  refresh(): Promise<void>;
  /** Ends the timers and the client. */
  close(): void;
}

/**
 * A valkey-glide client for a cache with IAM authentication, with any AWS SDK credential provider: its password is a new
 * token every 9 to 12 minutes, so that glide's own reconnections succeed, and open connections are authenticated anew
 * before their 12 hours are over. Throws `IamAuthError` for a name that AWS would refuse, and glide's own errors.
 */
export async function createIamAuthClient<
  Client extends Pick<GlideClient | GlideClusterClient, 'updateConnectionPassword' | 'close'>,
  Configuration,
>(
  Glide: GlideClass<Client, Configuration>,
  options: IamAuthClientOptions<Configuration>,
): Promise<IamAuthGlide<Client>> {
  const { host, port, glideOptions, random } = options;
  const clock = toClock(options);
  const tokens = new IamAuthTokenProvider(options);
  const configuration = {
    ...glideOptions,
    addresses: [{ host, port }],
    useTLS: true,
    credentials: { username: tokens.userId, password: await tokens.getNewAuthToken() },
  };
  const client = await Glide.createClient(configuration as Configuration);
  let given = '';
  async function give(token: string, isAuthenticating: boolean): Promise<void> {
    await client.updateConnectionPassword(token, isAuthenticating);
    given = token;
  }
  const renewal = createRenewal({ clock, random, renew: () => void renew() });
  async function renew(): Promise<void> {
    renewal.retry();
    try {
      await give(await tokens.getNewAuthToken(), true);
      renewal.start();
    } catch {
      // Tried again in a minute. If it never succeeds, the cache ends the connection, and glide reconnects.
    }
  }
  let cancelRetry = () => {};
  /** A glide that is just connecting may not take it: the last token lives for minutes yet. */
  function hand(token: string): void {
    cancelRetry();
    give(token, false).catch(() => {
      cancelRetry = clock.schedule(() => hand(token), RETRY_MS);
    });
  }
  const endRefreshing = tokens.onToken(hand);
  renewal.start();
  return {
    client,
    async refresh() {
      const token = await tokens.getAuthToken();
      if (renewal.isDue()) await renew();
      else if (token !== given) await give(token, false);
    },
    close() {
      endRefreshing();
      cancelRetry();
      renewal.stop();
      client.close();
    },
  };
}
