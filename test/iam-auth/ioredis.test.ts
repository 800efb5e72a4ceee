import { once } from 'node:events';
import { inspect } from 'node:util';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IamAuthError, systemClock } from '../../src/iam-auth/index.js';
import { createIamAuthClient, type IamAuthClientOptions } from '../../src/iam-auth/ioredis.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('createIamAuthClient', () => {
  let cache: TlsCache;
  let clients: Redis[];
  let seconds: number;
  beforeEach(async () => {
    cache = await startTlsCache();
    clients = [];
    seconds = -1;
  });
  afterEach(async () => {
    for (const client of clients) client.disconnect();
    await cache.close();
  });

  /** Creates a client whose clock moves one second for each token, which makes every token different. */
  function createClient(redisOptions: IamAuthClientOptions['redisOptions'] = {}): Redis {
    const client = createIamAuthClient({
      host: cache.host,
      port: cache.port,
      ca: cache.ca,
      cacheName: 'cache-01',
      userId: 'iam-user-01',
      region: 'us-east-1',
      credentials: async () => {
        seconds += 1;
        return { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET };
      },
      clock: { ...systemClock, now: () => Date.UTC(2026, 0, 1, 0, 0, seconds) },
      redisOptions,
    });
    clients.push(client);
    return client;
  }

  const dates = () => cache.tokens.map((token) => /X-Amz-Date=(\w+)/.exec(token)?.[1]);

  test('connects with the first command, as its user', async () => {
    const client = createClient();
    expect(cache.tokens).toEqual([]);

    expect(await client.acl('WHOAMI')).toBe('iam-user-01');
    expect(dates()).toEqual(['20260101T000000Z']);
  });

  test('sends only AUTH before it is ready', async () => {
    await createClient().connect();

    expect(cache.tokens).toHaveLength(1);
    expect(cache.sent).toEqual([]);
  });

  test('signs a new token when ioredis reconnects', async () => {
    const client = createClient({ retryStrategy: () => 0 });
    await client.connect();

    const ready = once(client, 'ready');
    await cache.cut();
    await ready;

    expect(await client.ping()).toBe('PONG');
    expect(dates()).toEqual(['20260101T000000Z', '20260101T000001Z']);
  });

  test('signs new tokens after refusals, until the cache accepts one', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetpass');
    cache.beforeAuth = async (count) => {
      if (count === 3) await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'nopass');
    };
    const client = createClient({ retryStrategy: () => 0, maxRetriesPerRequest: null });
    const reasons: unknown[] = [];
    client.on('error', (error) => reasons.push(error instanceof IamAuthError && error.reason));

    expect(await client.ping()).toBe('PONG');
    expect(reasons).toEqual(['TokenRefused', 'TokenRefused']);
    expect(new Set(cache.tokens).size).toBe(3);
  });

  test('signs a new token for each duplicate', async () => {
    const client = createClient();
    await client.connect();
    const duplicate = client.duplicate();
    clients.push(duplicate);

    expect(await duplicate.acl('WHOAMI')).toBe('iam-user-01');
    expect(dates()).toEqual(['20260101T000000Z', '20260101T000001Z']);
  });

  test('without retries, rejects connect() and waiting commands with the cause', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'off');
    const client = createClient({ retryStrategy: null });

    const command = client.ping();
    await expect(command).rejects.toMatchObject({ name: 'IamAuth.TokenRefused' });
    await expect(client.connect()).rejects.toMatchObject({ name: 'IamAuth.TokenRefused' });
    expect(client.status).toBe('end');
    expect(cache.tokens).toHaveLength(2);
  });

  test('without retries, can be connected again after its connection has ended', async () => {
    const client = createClient({ retryStrategy: null });
    await client.connect();
    const ended = once(client, 'end');
    await cache.cut();
    await ended;

    await client.connect();

    expect(await client.ping()).toBe('PONG');
    expect(new Set(cache.tokens).size).toBe(2);
  });

  test('does not try again after disconnect() during a connection attempt', async () => {
    const client = createClient({ retryStrategy: () => 0 });
    const ended = once(client, 'end');
    cache.beforeAuth = async () => client.disconnect();

    await expect(client.connect()).rejects.toThrow('Connection is closed.');
    await ended;

    expect(cache.tokens).toHaveLength(1);
  });

  describe('names the refusal of its login as the cause of the error', () => {
    const refused = { name: 'IamAuth.TokenRefused' };
    beforeEach(() => cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'off'));

    test('of a waiting command', async () => {
      await expect(createClient().ping()).rejects.toMatchObject({
        name: 'MaxRetriesPerRequestError',
        cause: refused,
      });
    });

    test('of the commands of a pipeline, and of a duplicate', async () => {
      const [first] = (await createClient().duplicate().pipeline().get('a').exec()) ?? [];

      expect(first?.[0]).toMatchObject({ cause: refused });
    });

    test('of a command that waited too long', async () => {
      const client = createClient({ maxRetriesPerRequest: null, commandTimeout: 300 });

      await expect(client.ping()).rejects.toMatchObject({
        message: 'Command timed out',
        cause: refused,
      });
    });

    test('of a command after the end of the client', async () => {
      const client = createClient({ retryStrategy: null });
      await client.connect().catch(() => {});

      await expect(client.ping()).rejects.toMatchObject({
        message: 'Connection is closed.',
        cause: refused,
      });
    });
  });

  test('adds no cause to the error of a command on an open connection', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'off');
    const client = createClient({ retryStrategy: () => 0, maxRetriesPerRequest: null });
    const error = once(client, 'error');
    const ready = client.ping();
    await error;
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'on');
    await ready;

    const failure = await client.lpush('key').catch((caught) => caught);
    expect(failure.message).toMatch(/wrong number of arguments/);
    expect(failure.cause).toBeUndefined();
  });

  test('stores no token and no secret in the client', async () => {
    const client = createClient();
    await client.ping();

    const shown = inspect(client, { depth: 12, showHidden: true });
    expect(shown).not.toContain('X-Amz-Signature');
    expect(shown).not.toContain(SECRET);
  });

  test('uses RESP 3 if the options ask for it', async () => {
    const client = createClient({ protocol: 3 });

    expect(await client.ping()).toBe('PONG');
    expect(cache.sent[0]).toMatch(/hello/i);
  });
});
