import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientLab, READER, startClientLab, USER } from './support.js';

/** The connection settings of a client. */
export interface ClientOptions {
  readonly lab: ClientLab;
  /** 2: AUTH; 3: HELLO 3 … AUTH. */
  readonly protocol: 2 | 3;
  readonly username: string;
  readonly password: string;
}

/** A connected client of a library. Its methods use the library's own calls. */
export interface CacheClient {
  /** Sends any command. Returns the bytes of the reply as text. */
  call(...words: readonly string[]): Promise<unknown>;
  set(key: string, value: Buffer): Promise<unknown>;
  get(key: string): Promise<Buffer | null | undefined>;
  /** Sends the commands together and returns their replies. */
  pipeline(commands: readonly (readonly string[])[]): Promise<unknown[]>;
  /** Runs WATCH, `meanwhile`, MULTI, the commands and EXEC. Returns null if a watched key has changed. */
  transaction(request: {
    readonly watch: string;
    readonly meanwhile: () => Promise<unknown>;
    readonly commands: readonly (readonly string[])[];
  }): Promise<unknown[] | null>;
  /** Subscribes, and resolves when the subscription is active. */
  subscribe(channel: string, take: (message: string) => void): Promise<unknown>;
  ssubscribe(channel: string, take: (message: string) => void): Promise<unknown>;
  /** Rejects when the cache does not know the command. */
  psubscribe(pattern: string): Promise<unknown>;
  close(): unknown;
}

/** A client library. `open` rejects when the cache refuses the login. */
export interface Library {
  readonly name: string;
  readonly protocols: readonly (2 | 3)[];
  /** The protocols with which the library can subscribe. Default: all. */
  readonly pubSubProtocols?: readonly (2 | 3)[];
  /** The library's message for a refused login. Default: Valkey's message. */
  readonly refusal?: RegExp;
  open(options: ClientOptions): Promise<CacheClient>;
}

const MEGABYTE = 1024 * 1024;

/** Tests that a library can use a cache, and that the cache refuses everything that serverless caches refuse. */
export function testLibrary(library: Library): void {
  const { name, protocols, pubSubProtocols = protocols, open } = library;
  const { refusal = /WRONGPASS invalid username-password pair/ } = library;
  describe.each(protocols)(`${name} with RESP%i`, (protocol) => {
    const testPubSub = test.runIf(pubSubProtocols.includes(protocol));
    let lab: ClientLab;
    let client: CacheClient;
    const clients: CacheClient[] = [];
    beforeAll(async () => {
      lab = await startClientLab();
      client = await connect();
    });
    afterAll(async () => {
      await Promise.all(clients.map((each) => each.close()));
      await lab[Symbol.asyncDispose]();
    });

    async function connect(username = USER): Promise<CacheClient> {
      const password = await lab.token({ userId: username });
      const opened = await open({ lab, protocol, username, password });
      clients.push(opened);
      return opened;
    }

    test('logs in with a token as the user', async () => {
      expect(await client.call('ACL', 'WHOAMI')).toBe(USER);
      expect(await client.call('PING')).toBe('PONG');
      expect(lab.log).toEqual([]);
    });

    test("receives Valkey's error when the token is for another cache", async () => {
      const password = await lab.token({ cacheName: 'cache-02' });
      const opening = open({ lab, protocol, username: USER, password });
      opening.then((opened) => clients.push(opened)).catch(() => {});

      await expect(opening).rejects.toThrow(refusal);
      const lines = lab.log.splice(0);
      expect(lines[0]).toContain('login of "iam-user-01" refused (token-host)');
    });

    test('writes and reads any bytes', async () => {
      const value = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
      await client.set('bytes', value);

      expect((await client.get('bytes'))?.equals(value)).toBe(true);
    });

    test('writes and reads large values, and reads replies with many items', async () => {
      const value = Buffer.alloc(8 * MEGABYTE, Buffer.from([0, 13, 10, 36, 42, 200]));
      await client.set('large', value);
      expect((await client.get('large'))?.equals(value)).toBe(true);

      const items = Array.from({ length: 50_000 }, (_, index) => `item ${index} `.repeat(8));
      for (let from = 0; from < items.length; from += 10_000) {
        await client.call('RPUSH', 'items', ...items.slice(from, from + 10_000));
      }
      expect(await client.call('LRANGE', 'items', '0', '-1')).toEqual(items);
      await client.call('DEL', 'items');
    });

    test('receives the replies of a pipeline in order', async () => {
      const commands = Array.from({ length: 500 }, (_, index) => ['ECHO', `number ${index}`]);

      expect(await client.pipeline(commands)).toEqual(commands.map(([, text]) => text));
    });

    test('runs a transaction, but not after a watched key has changed', async () => {
      const commands = [
        ['SET', '{t}a', '1'],
        ['INCR', '{t}a'],
        ['GET', '{t}a'],
      ];
      const done = await client.transaction({
        watch: '{t}a',
        meanwhile: async () => {},
        commands,
      });
      expect(done?.map(String)).toEqual(['OK', '2', '2']);

      const other = await connect();
      const meanwhile = () => other.call('SET', '{t}a', '10');
      expect(await client.transaction({ watch: '{t}a', meanwhile, commands })).toBeNull();
      expect(await client.call('GET', '{t}a')).toBe('10');
    });

    testPubSub.each([
      ['SUBSCRIBE', 'PUBLISH'],
      ['SSUBSCRIBE', 'SPUBLISH'],
    ])('receives published messages (%s)', async (subscribe, publish) => {
      const subscriber = await connect();
      const channel = `channel of ${subscribe}`;
      let take: (message: string) => void = () => {};
      const message = new Promise<string>((resolve) => {
        take = resolve;
      });
      if (subscribe === 'SUBSCRIBE') await subscriber.subscribe(channel, take);
      else await subscriber.ssubscribe(channel, take);

      await client.call(publish, channel, 'hello');

      expect(await message).toBe('hello');
    });

    test('waits in BLPOP for another client, and then continues', async () => {
      const waiting = await connect();
      const popped = waiting.call('BLPOP', 'queue', '20');
      await client.call('RPUSH', 'queue', 'job');

      expect(await popped).toEqual(['queue', 'job']);
      expect(await waiting.call('PING')).toBe('PONG');
    });

    test('selects database 0 and finds keys with SCAN', async () => {
      expect(await client.call('SELECT', '0')).toBe('OK');
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => client.call('SET', `scan:${index}`, 'x')),
      );
      const found = new Set<string>();
      let cursor = '0';
      do {
        const [next, keys] = (await client.call('SCAN', cursor, 'MATCH', 'scan:*')) as [
          string,
          string[],
        ];
        for (const key of keys) found.add(key);
        cursor = String(next);
      } while (cursor !== '0');

      expect(found.size).toBe(30);
    });

    test('cannot use keys of two slots in one command, except with a hash tag', async () => {
      await expect(client.call('SDIFF', 'a', 'b')).rejects.toThrow(/CROSSSLOT|same slot/i);
      expect(await client.call('MSET', '{u}1', 'x', '{u}2', 'y')).toBe('OK');
      expect(await client.call('MGET', '{u}1', '{u}2')).toEqual(['x', 'y']);
    });

    test.each([
      [['CONFIG', 'GET', 'maxmemory'], /unknown command/i],
      [['KEYS', '*'], /unknown command/i],
      [['CLIENT', 'LIST'], /NOPERM|permission/i],
    ])('cannot run %j, which serverless caches refuse', async (words, error) => {
      const refused = await connect();

      await expect(refused.call(...words)).rejects.toThrow(error);
    });

    testPubSub('cannot subscribe to a pattern, and keeps working', async () => {
      const refused = await connect();

      await expect(refused.psubscribe('*')).rejects.toThrow(/unknown command|timed? ?out/i);
      expect(String(await refused.call('PING'))).toBe('PONG');
    });

    test('can use only the commands and keys of its access string', async () => {
      const reader = await connect(READER);

      expect(await reader.call('ACL', 'WHOAMI')).toBe(READER);
      expect(await reader.call('GET', 'public:1')).toBeNull();
      await expect(reader.call('GET', 'private:1')).rejects.toThrow(/NOPERM|permission/i);
      await expect(reader.call('SET', 'public:1', 'x')).rejects.toThrow(/NOPERM|permission/i);
    });

    test('the endpoint logged no unexpected refusal', () => {
      expect(lab.log).toEqual([]);
    });
  });
}
