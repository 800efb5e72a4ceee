import { test } from 'vitest';
import { type CacheClient, type ClientOptions, testLibrary } from './contract.js';

type Glide = typeof import('@valkey/valkey-glide');

const SUBSCRIBE_TIMEOUT_MS = 10_000;
const REFUSED_TIMEOUT_MS = 500;
const REQUEST_TIMEOUT_MS = 20_000;

/** The module, or the reason why it does not load. It contains native code, which may not exist for this machine. */
const loaded = await import('@valkey/valkey-glide').catch((error: unknown) => String(error));

async function openGlide(glide: Glide, options: ClientOptions): Promise<CacheClient> {
  const { lab, protocol, username, password } = options;
  const { Decoder, GlideClusterClient, ProtocolVersion } = glide;
  let take: (message: string) => void = () => {};
  const client = await GlideClusterClient.createClient({
    addresses: [{ host: lab.host, port: lab.port }],
    credentials: { username, password },
    protocol: protocol === 3 ? ProtocolVersion.RESP3 : ProtocolVersion.RESP2,
    useTLS: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Try once. By default, glide tries forever.
    connectionBackoff: { numberOfRetries: 0, factor: 1, exponentBase: 1 },
    ...(protocol === 3 && {
      pubsubSubscriptions: {
        channelsAndPatterns: {},
        callback: ({ message }) => take(String(message)),
      },
    }),
    advancedConfiguration: {
      connectionTimeout: REQUEST_TIMEOUT_MS,
      tlsAdvancedConfiguration: { rootCertificates: lab.ca },
    },
  });
  const toBatch = (commands: readonly (readonly string[])[], isAtomic: boolean) => {
    const batch = new glide.ClusterBatch(isAtomic);
    for (const words of commands) batch.customCommand([...words]);
    return batch;
  };
  return {
    call: (...words) => client.customCommand([...words]),
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key, { decoder: Decoder.Bytes }) as Promise<Buffer | null>,
    pipeline: async (commands) => (await client.exec(toBatch(commands, false), true)) ?? [],
    async transaction({ watch, meanwhile, commands }) {
      await client.watch([watch]);
      await meanwhile();
      return client.exec(toBatch(commands, true), true);
    },
    subscribe(channel, listener) {
      take = listener;
      return client.subscribe([channel], SUBSCRIBE_TIMEOUT_MS);
    },
    ssubscribe(channel, listener) {
      take = listener;
      return client.ssubscribe([channel], SUBSCRIBE_TIMEOUT_MS);
    },
    // Glide repeats the subscription forever, so the time-out ends the test's wait.
    psubscribe: (pattern) => client.psubscribe([pattern], REFUSED_TIMEOUT_MS),
    close: () => client.close(),
  };
}

if (typeof loaded === 'string') {
  test('valkey-glide', ({ skip }) => skip(`valkey-glide does not load on this machine: ${loaded}`));
} else {
  loaded.Logger.setLoggerConfig('off');
  testLibrary({
    name: 'valkey-glide',
    protocols: [2, 3],
    pubSubProtocols: [3],
    refusal: /WRONGPASS: invalid username-password pair|AuthenticationFailed/,
    open: (options) => openGlide(loaded, options),
  });
}
