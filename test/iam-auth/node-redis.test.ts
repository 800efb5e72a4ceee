import { once } from 'node:events';
import { inspect } from 'node:util';
import { createClientPool } from 'redis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, createClock } from '../../src/emulator/index.js';
import {
  createIamAuthClient,
  createIamAuthCredentialsProvider,
  type IamAuthClientOptions,
} from '../../src/iam-auth/node-redis.js';
import { toIamClientOptions } from '../support/iam-client-options.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.each([2, 3] as const)('createIamAuthClient of node-redis with RESP%i', (RESP) => {
  let cache: TlsCache;
  let clock: Clock;
  let options: IamAuthClientOptions;
  let client: ReturnType<typeof createIamAuthClient>;
  beforeEach(async () => {
    cache = await startTlsCache();
    clock = createClock(() => Date.UTC(2026, 0, 1));
    options = { ...toIamClientOptions(cache, clock), redisOptions: { RESP } };
    client = createIamAuthClient(options);
  });
  afterEach(async () => {
    if (client.isOpen) client.destroy();
    await cache.close();
  });

  /** Counts the AUTH commands after the first of each connection. */
  const renewals = () => cache.sent.join('').match(/\r\nAUTH\r\n/gi)?.length ?? 0;

  test('connects as its user, over verified TLS', async () => {
    await client.connect();

    expect(await client.aclWhoAmI()).toBe('iam-user-01');
    // A serverless cache has none of the other subcommands of CLIENT.
    expect(cache.sent.join('')).not.toMatch(/\r\nCLIENT\r\n/i);
    const untrusting = createIamAuthClient({
      ...options,
      ca: [],
      redisOptions: { RESP, socket: { reconnectStrategy: false } },
    });
    await expect(untrusting.connect()).rejects.toThrow(/certificate/);
  });

  test('signs a new token when node-redis reconnects', async () => {
    await client.connect();
    clock.advance(MINUTE_MS);
    const ready = new Promise((resolve) => client.once('ready', resolve));
    await cache.cut();
    await ready;

    expect(await client.ping()).toBe('PONG');
    const dates = cache.tokens.join().match(/X-Amz-Date=\w+/g) ?? [];
    expect(new Set(dates).size).toBe(2);
  });

  test('sends a new AUTH every 11 hours, and so does its duplicate', async () => {
    await client.connect();
    const duplicate = client.duplicate();
    await duplicate.connect();
    for (let round = 1; round <= 3; round += 1) {
      clock.advance(11 * HOUR_MS);
      await vi.waitUntil(() => renewals() === 2 * round);
      await Promise.all([client.ping(), duplicate.ping()]);
    }
    duplicate.destroy();
  });

  test('sends no AUTH within a transaction', async () => {
    await client.connect();
    const transaction = client.multi().set('key', '1').incr('key').get('key');
    clock.advance(11 * HOUR_MS);

    expect(await transaction.exec()).toEqual(['OK', 2, '2']);
    await vi.waitUntil(() => renewals() === 1);
    const order = cache.sent.join('').match(/\b(?:MULTI|EXEC|AUTH)(?=\r\n)/g) ?? [];
    expect(order.join(' ')).toMatch(/^(?:AUTH )?MULTI EXEC(?: AUTH)?$/);
  });

  test('keeps working after a refused new token, reports it without the token, and tries again in a minute', async () => {
    await client.connect();
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetpass');
    const failed = once(client, 'error');
    clock.advance(11 * HOUR_MS);

    const [error] = await failed;
    expect(error).toMatchObject({ name: 'IamAuth.TokenRefused' });
    expect(inspect(error, { depth: 9 })).not.toContain('X-Amz');
    expect(await client.ping()).toBe('PONG');

    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'nopass');
    clock.advance(MINUTE_MS);
    await vi.waitUntil(() => renewals() === 2);
    expect(await client.ping()).toBe('PONG');
  });

  test('without reconnections, rejects connect() with the refusal', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'off');
    const redisOptions = { RESP, socket: { reconnectStrategy: false } } as const;
    const refused = createIamAuthClient({ ...options, redisOptions });

    await expect(refused.connect()).rejects.toThrow(/WRONGPASS/);
  });

  test('signs a token for each connection of a pool', async () => {
    const { host, port, ca } = cache;
    const pool = createClientPool(
      {
        socket: { tls: true, host, port, ca },
        credentialsProvider: createIamAuthCredentialsProvider(options),
      },
      { minimum: 3 },
    );
    pool.on('error', () => {});
    await pool.connect();

    expect(await pool.aclWhoAmI()).toBe('iam-user-01');
    expect(cache.tokens).toHaveLength(3);
    pool.destroy();
  });
});
