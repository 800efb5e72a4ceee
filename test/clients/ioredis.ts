import type { CacheClient, ClientOptions } from './contract.js';

/** The members of ioredis 5, ioredis 6 and iovalkey that the tests use. */
interface IoredisClient {
  on(event: string, listener: (...args: never[]) => void): unknown;
  connect(): Promise<void>;
  disconnect(): void;
  call(command: string, ...args: string[]): Promise<unknown>;
  set(key: string, value: Buffer): Promise<unknown>;
  getBuffer(key: string): Promise<Buffer | null>;
  watch(key: string): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  ssubscribe(channel: string): Promise<unknown>;
  psubscribe(pattern: string): Promise<unknown>;
  pipeline(commands: string[][]): { exec(): Promise<[Error | null, unknown][] | null> };
  multi(commands: string[][]): { exec(): Promise<[Error | null, unknown][] | null> };
}

export interface IoredisOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly tls: { readonly ca: Buffer };
  readonly lazyConnect: true;
  readonly connectTimeout: number;
  readonly maxRetriesPerRequest: number | null;
  readonly retryStrategy: () => null;
}

/** Returns a client's options, with verified TLS and without retries. */
export function toIoredisOptions({ lab, username, password }: ClientOptions): IoredisOptions {
  const { host, port, ca } = lab;
  return {
    ...{ host, port, username, password, tls: { ca } },
    lazyConnect: true,
    connectTimeout: 30_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
}

/** Connects a client. Rejects with the client's first error. */
export async function openIoredis(
  Library: new (options: IoredisOptions & { protocol: 2 | 3 }) => IoredisClient,
  options: ClientOptions,
): Promise<CacheClient> {
  const client = new Library({ ...toIoredisOptions(options), protocol: options.protocol });
  let firstError: Error | undefined;
  client.on('error', (error: Error) => {
    firstError ??= error;
  });
  await client.connect().catch((error: unknown) => {
    throw firstError ?? error;
  });
  return {
    call: (command = '', ...args) => client.call(command, ...args),
    set: (key, value) => client.set(key, value),
    get: (key) => client.getBuffer(key),
    pipeline: async (commands) => toReplies(await client.pipeline(toLines(commands)).exec()),
    async transaction({ watch, meanwhile, commands }) {
      await client.watch(watch);
      await meanwhile();
      const results = await client.multi(toLines(commands)).exec();
      return results && toReplies(results);
    },
    subscribe(channel, take) {
      client.on('message', (_channel: string, message: string) => take(message));
      return client.subscribe(channel);
    },
    ssubscribe(channel, take) {
      client.on('smessage', (_channel: string, message: string) => take(message));
      return client.ssubscribe(channel);
    },
    psubscribe: (pattern) => client.psubscribe(pattern),
    close: () => client.disconnect(),
  };
}

/** Turns command names to lower case, like the names of the library's methods. */
function toLines(commands: readonly (readonly string[])[]): string[][] {
  return commands.map(([name = '', ...args]) => [name.toLowerCase(), ...args]);
}

function toReplies(results: readonly [Error | null, unknown][] | null): unknown[] {
  return (results ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
