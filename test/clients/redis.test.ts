import { createClient, RESP_TYPES, WatchError } from 'redis';
import { type CacheClient, type ClientOptions, testLibrary } from './contract.js';

async function openNodeRedis(options: ClientOptions): Promise<CacheClient> {
  const { lab, protocol, username, password } = options;
  const { host, port, ca } = lab;
  const client = createClient({
    RESP: protocol,
    username,
    password,
    socket: { tls: true, host, port, ca, connectTimeout: 30_000, reconnectStrategy: false },
  });
  client.on('error', () => {});
  await client.connect();
  const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  return {
    call: (...words) => client.sendCommand(words),
    set: (key, value) => client.set(key, value),
    get: (key) => bytes.get(key) as Promise<unknown> as Promise<Buffer | null>,
    // node-redis sends the commands of one turn of the event loop together.
    pipeline: (commands) => Promise.all(commands.map((words) => client.sendCommand(words))),
    async transaction({ watch, meanwhile, commands }) {
      await client.watch(watch);
      await meanwhile();
      const transaction = client.multi();
      for (const words of commands) transaction.addCommand([...words]);
      return transaction.exec().catch((error: unknown) => {
        if (error instanceof WatchError) return null;
        throw error;
      });
    },
    subscribe: (channel, take) => client.subscribe(channel, take),
    ssubscribe: (channel, take) => client.sSubscribe(channel, take),
    psubscribe: (pattern) => client.pSubscribe(pattern, () => {}),
    close: () => client.destroy(),
  };
}

testLibrary({ name: 'node-redis', protocols: [2, 3], open: openNodeRedis });
