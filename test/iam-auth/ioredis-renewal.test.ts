import { once } from 'node:events';
import { inspect } from 'node:util';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, createClock } from '../../src/emulator/index.js';
import { systemClock } from '../../src/iam-auth/index.js';
import { createIamAuthClient, type IamAuthClientOptions } from '../../src/iam-auth/ioredis.js';
import { toIamClientOptions } from '../support/iam-client-options.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('an open connection of ioredis', () => {
  let cache: TlsCache;
  let clock: Clock;
  let client: Redis;
  let options: IamAuthClientOptions;
  beforeEach(async () => {
    cache = await startTlsCache();
    clock = createClock(() => Date.UTC(2026, 0, 1));
    options = toIamClientOptions(cache, clock);
    client = createIamAuthClient(options);
  });
  afterEach(async () => {
    client.disconnect();
    await cache.close();
  });

  /** The names of the commands that were sent after the connection's own AUTH, in order. */
  const names = () =>
    cache.sent.flatMap((text) =>
      [...text.matchAll(/\*\d+\r\n\$\d+\r\n([a-z]+)\r\n/gi)].map(([, name]) => name?.toLowerCase()),
    );
  const untilSent = (name: string) => vi.waitUntil(() => names().includes(name), { interval: 2 });

  test.each([
    [0, 10.5],
    [0.5, 11],
    [1, 11.5],
  ])('is authenticated anew while idle: by chance %f after %f hours', async (random, hours) => {
    client.disconnect();
    client = createIamAuthClient({ ...options, random: () => random });
    await client.ping();

    clock.advance(hours * HOUR_MS - 1);
    await client.ping();
    expect(names()).toEqual(['ping', 'ping']);

    clock.advance(1);
    await untilSent('auth');
    expect(cache.tokens).toHaveLength(1);
  });

  test('is authenticated anew every 11 hours, each time with a new token', async () => {
    await client.ping();
    for (let round = 1; round <= 3; round += 1) {
      clock.advance(11 * HOUR_MS);
      await vi.waitUntil(() => names().filter((name) => name === 'auth').length === round);
      await client.ping(); // is answered after AUTH
    }

    expect(new Set(cache.sent.join().match(/X-Amz-Date=\w+/g)).size).toBe(3);
  });

  test('is not authenticated between MULTI and EXEC, but before the command that follows', async () => {
    await client.multi({ pipeline: false });
    await client.set('key', '1');
    clock.advance(11 * HOUR_MS);
    await client.set('key', '2');
    expect(names()).toEqual(['multi', 'set', 'set']);

    expect(await client.exec()).toEqual([
      [null, 'OK'],
      [null, 'OK'],
    ]);
    expect(await client.get('key')).toBe('2');
    expect(names()).toEqual(['multi', 'set', 'set', 'exec', 'auth', 'get']);
  });

  test('is not authenticated behind a command that waits, but before the one that follows', async () => {
    await client.ping();
    const popped = client.blpop('list', 0);
    await untilSent('blpop');
    clock.advance(11 * HOUR_MS);
    await cache.admin.rpush('list', 'a', 'b');

    // At once, as a worker does that waits again for the next.
    const next = popped.then(() => client.blpop('list', 0));

    expect(await next).toEqual(['list', 'b']);
    expect(names()).toEqual(['ping', 'blpop', 'auth', 'blpop']);
  });

  test('knows an XREAD that waits from one that does not', async () => {
    await client.xread('STREAMS', 'stream', '0');
    const read = client.xread('BLOCK', 0, 'STREAMS', 'stream', '$');
    await vi.waitUntil(() => names().length === 2);
    clock.advance(11 * HOUR_MS);
    await cache.admin.xadd('stream', '*', 'field', 'value');
    await read;
    await client.ping();

    expect(names()).toEqual(['xread', 'xread', 'auth', 'ping']);
  });

  test('gives each command of a pipeline its own reply when AUTH comes before it', async () => {
    await client.ping();
    const popped = client.blpop('list', 0);
    clock.advance(11 * HOUR_MS);
    await cache.admin.rpush('list', 'a');
    await popped;

    const echoes = client.pipeline(['a', 'b', 'c'].map((text) => ['echo', text])).exec();

    expect(await echoes).toEqual([
      [null, 'a'],
      [null, 'b'],
      [null, 'c'],
    ]);
    expect(names()).toEqual(['ping', 'blpop', 'auth', 'echo', 'echo', 'echo']);
  });

  test('of a duplicate is authenticated anew as well', async () => {
    const duplicate = client.duplicate().duplicate();
    await duplicate.ping();
    clock.advance(11 * HOUR_MS);

    await untilSent('auth');
    duplicate.disconnect();
  });

  test('that was made anew has its own 11 hours', async () => {
    await client.ping();
    clock.advance(6 * HOUR_MS);
    const ready = once(client, 'ready');
    await cache.cut();
    await ready;
    clock.advance(10 * HOUR_MS);
    await client.ping();

    expect(names()).toEqual(['ping', 'ping']);
  });

  test('goes on when its new token is refused, says so without the token, and tries again in a minute', async () => {
    await client.ping();
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetpass');
    const failed = once(client, 'error');
    clock.advance(11 * HOUR_MS);

    const [error] = await failed;
    expect(error).toMatchObject({ name: 'IamAuth.TokenRefused' });
    expect(error.message).toMatch(/WRONGPASS.*again in a minute/);
    expect(inspect(error, { depth: 9 })).not.toContain('X-Amz');
    cache.sent.length = 0;
    expect(await client.ping()).toBe('PONG');
    expect(await client.ping()).toBe('PONG');
    expect(names()).toEqual(['ping', 'ping']); // the cache is not asked again by each command

    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'nopass');
    clock.advance(MINUTE_MS);
    await untilSent('auth');
  });

  test('goes on when the credentials cannot be read, and asks for them again in a minute', async () => {
    client.disconnect();
    let asked = 0;
    let isBroken = false;
    client = createIamAuthClient({
      ...options,
      credentials: async () => {
        asked += 1;
        if (isBroken) throw new Error('no network');
        return { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
      },
    });
    await client.ping();
    isBroken = true;
    const failed = once(client, 'error');
    clock.advance(11 * HOUR_MS);
    expect((await failed)[0]).toMatchObject({ reason: 'CredentialsMissing' });
    await client.ping();
    await client.ping();
    expect(asked).toBe(2);

    isBroken = false;
    clock.advance(MINUTE_MS);
    await untilSent('auth');
  });

  test('inside Lambda, without timers, is authenticated before the next command', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'AccessValkey');
    client.disconnect();
    client = createIamAuthClient({
      ...options,
      clock: { now: clock.now, schedule: systemClock.schedule },
    });
    await client.ping();
    clock.advance(11 * HOUR_MS);
    expect(names()).toEqual(['ping']);

    await client.ping();
    await client.ping();
    vi.unstubAllEnvs();

    expect(names()).toContain('auth');
  });
});
