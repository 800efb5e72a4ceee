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

  /** Returns the names of the commands after the connection's first AUTH, in order. */
  const names = () =>
    cache.sent.flatMap((text) =>
      [...text.matchAll(/\*\d+\r\n\$\d+\r\n([a-z]+)\r\n/gi)].map(([, name]) => name?.toLowerCase()),
    );
  const untilSent = (name: string) => vi.waitUntil(() => names().includes(name), { interval: 2 });

  test.each([
    [0, 10.5],
    [0.5, 11],
    [1, 11.5],
  ])('sends a new AUTH while idle: with random number %f after %f hours', async (random, hours) => {
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

  test('sends AUTH every 11 hours, each time with a new token', async () => {
    await client.ping();
    for (let round = 1; round <= 3; round += 1) {
      clock.advance(11 * HOUR_MS);
      await vi.waitUntil(() => names().filter((name) => name === 'auth').length === round);
      await client.ping(); // its reply comes after AUTH
    }

    expect(new Set(cache.sent.join().match(/X-Amz-Date=\w+/g)).size).toBe(3);
  });

  test('sends no AUTH between MULTI and EXEC, but before the next command', async () => {
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

  test('sends no AUTH behind a blocking command, but before the next command', async () => {
    await client.ping();
    const popped = client.blpop('list', 0);
    await untilSent('blpop');
    clock.advance(11 * HOUR_MS);
    await cache.admin.rpush('list', 'a', 'b');

    // Immediately, like a worker that waits for the next item.
    const next = popped.then(() => client.blpop('list', 0));

    expect(await next).toEqual(['list', 'b']);
    expect(names()).toEqual(['ping', 'blpop', 'auth', 'blpop']);
  });

  test('distinguishes a blocking XREAD from others', async () => {
    await client.xread('STREAMS', 'stream', '0');
    const read = client.xread('BLOCK', 0, 'STREAMS', 'stream', '$');
    await vi.waitUntil(() => names().length === 2);
    clock.advance(11 * HOUR_MS);
    await cache.admin.xadd('stream', '*', 'field', 'value');
    await read;
    await client.ping();

    expect(names()).toEqual(['xread', 'xread', 'auth', 'ping']);
  });

  test('returns the correct replies of a pipeline when AUTH comes before it', async () => {
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

  test('of a duplicate sends a new AUTH, too', async () => {
    const duplicate = client.duplicate().duplicate();
    await duplicate.ping();
    clock.advance(11 * HOUR_MS);

    await untilSent('auth');
    duplicate.disconnect();
  });

  test('counts its 11 hours from its own start after a reconnection', async () => {
    await client.ping();
    clock.advance(6 * HOUR_MS);
    const ready = once(client, 'ready');
    await cache.cut();
    await ready;
    clock.advance(10 * HOUR_MS);
    await client.ping();

    expect(names()).toEqual(['ping', 'ping']);
  });

  test('keeps working after a refused new token, reports it without the token, and tries again in a minute', async () => {
    await client.ping();
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetpass');
    const failed = once(client, 'error');
    clock.advance(11 * HOUR_MS);

    const [error] = await failed;
    expect(error).toMatchObject({ name: 'IamAuth.TokenRefused' });
    expect(error.message).toMatch(/WRONGPASS.*again in about a minute/);
    expect(inspect(error, { depth: 9 })).not.toContain('X-Amz');
    cache.sent.length = 0;
    expect(await client.ping()).toBe('PONG');
    expect(await client.ping()).toBe('PONG');
    expect(names()).toEqual(['ping', 'ping']); // commands do not repeat AUTH during the minute

    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'nopass');
    clock.advance(MINUTE_MS);
    await untilSent('auth');
  });

  test('keeps working when the credentials cannot be read, and reads them again in a minute', async () => {
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

  test('inside Lambda, without timers, sends AUTH before the next command', async () => {
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
