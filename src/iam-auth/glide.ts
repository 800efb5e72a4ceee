import type {
  GlideClient,
  GlideClientConfiguration,
  GlideClusterClient,
} from '@valkey/valkey-glide';
import { toClock } from './clock.js';
import { createRenewal } from './renewal.js';
import { IamAuthTokenProvider, type IamAuthTokenProviderOptions } from './token-provider.js';

const RETRY_MS = 5_000;

/** `GlideClient` or `GlideClusterClient`. The caller passes the class, because its module loads native code. */
export interface GlideClass<Client, Configuration> {
  createClient(configuration: Configuration): Promise<Client>;
}

export type IamAuthClientOptions<Configuration = GlideClientConfiguration> =
  IamAuthTokenProviderOptions & {
    /** The address of the cache's endpoint. */
    readonly host: string;
    readonly port: number;
    /** More options of glide. They override this library's settings. */
    readonly glideOptions?: Omit<Configuration, 'addresses' | 'credentials' | 'useTLS'>;
  };

/** A glide client with a password that this library renews. */
export interface IamAuthGlide<Client> {
  readonly client: Client;
  /** Gives glide a valid token for its next reconnection. Inside Lambda, which has no timers, call it in each invocation. */
  refresh(): Promise<void>;
  /** Stops the timers and closes the client. */
  close(): void;
}

/**
 * Creates a valkey-glide client for a cache with IAM authentication.
 * The client receives a new token every 9 to 12 minutes, which makes glide's own reconnections succeed. Open connections
 * send a new AUTH before their 12 hours end (F4.4). Throws `IamAuthError` for an invalid name, and glide's own errors.
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
      // The renewal repeats this in about a minute. If it never succeeds, the cache ends the connection and glide reconnects.
    }
  }
  let cancelRetry = () => {};
  /** Repeats the call later if glide is just connecting and refuses it. The last token stays valid for minutes. */
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
