import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, createClock } from '../../src/emulator/index.js';
import { toPauseMs } from '../../src/iam-auth/back-off.js';
import * as glideEntry from '../../src/iam-auth/glide.js';
import { isUnavailable, openConnection } from '../../src/iam-auth/index.js';
import * as ioredisEntry from '../../src/iam-auth/ioredis.js';
import * as iovalkeyEntry from '../../src/iam-auth/iovalkey.js';
import * as nodeRedisEntry from '../../src/iam-auth/node-redis.js';
import { glide } from '../support/glide.js';
import { toIamClientOptions } from '../support/iam-client-options.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LIMIT = 'ERR Exceeded limit of IAM Authentication requests';
/** The words of F4.11. */
const WORDS = [
  LIMIT,
  'ERR IAM Authentication service is not available',
  'ERR service is not available',
];

/** One client of the library, as these tests use it. */
interface Opened {
  ping(): Promise<unknown>;
  readonly errors: readonly unknown[];
  close(): void;
}

type Options = ReturnType<typeof toIamClientOptions>;

/** The clients with an adapter. `open` resolves when the client is connected. */
const ADAPTERS: Readonly<Record<string, (options: Options) => Promise<Opened>>> = {
  ioredis: (options) => openFamily(ioredisEntry.createIamAuthClient, options),
  iovalkey: (options) => openFamily(iovalkeyEntry.createIamAuthClient, options),
  async 'node-redis'(options) {
    const client = nodeRedisEntry.createIamAuthClient(options);
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    await client.connect();
    return { errors, ping: () => client.ping(), close: () => client.destroy() };
  },
  ...(typeof glide === 'object' && { 'valkey-glide': openGlide }),
};

async function openFamily(
  create: typeof ioredisEntry.createIamAuthClient | typeof iovalkeyEntry.createIamAuthClient,
  options: Options,
): Promise<Opened> {
  const redisOptions = { retryStrategy: () => 0, maxRetriesPerRequest: null };
  const client = create({ ...options, redisOptions });
  const errors: unknown[] = [];
  client.on('error', (error) => errors.push(error));
  await client.ping();
  return { errors, ping: () => client.ping(), close: () => client.disconnect() };
}

async function openGlide(options: Options): Promise<Opened> {
  if (typeof glide === 'string') throw new Error(glide);
  const { client, close } = await glideEntry.createIamAuthClient(glide.GlideClient, {
    ...options,
    glideOptions: {
      advancedConfiguration: {
        tlsAdvancedConfiguration: { rootCertificates: Buffer.from(options.ca) },
      },
    },
  });
  return { errors: [], ping: () => client.ping(), close };
}

describe('a cache that cannot check logins', () => {
  let cache: TlsCache;
  let clock: Clock;
  let options: Options;
  let opened: Opened | undefined;
  beforeEach(async () => {
    cache = await startTlsCache();
    clock = createClock(() => Date.UTC(2026, 0, 1));
    options = toIamClientOptions(cache, clock);
  });
  afterEach(async () => {
    opened?.close();
    opened = undefined;
    await cache.close();
  });

  /** Answers the next login with these words. */
  const refuseNext = (words: string) => {
    cache.alterReply = () => {
      delete cache.alterReply;
      return Buffer.from(`-${words}\r\n`);
    };
  };
  /** Refuses the first logins, and returns the times of all logins. */
  const refuseFirst = (refusals: number) => {
    const times: number[] = [];
    cache.beforeAuth = async (count) => {
      times.push(performance.now());
      if (count <= refusals) refuseNext(LIMIT);
    };
    return times;
  };
  const renewals = () => cache.sent.join('').match(/\r\nAUTH\r\n/gi)?.length ?? 0;

  test.each(WORDS)('is recognized by its words: %s', async (words) => {
    refuseNext(words);
    const createToken = async () => 'cache-01/?Action=connect&X-Amz-Signature=0123';

    const error = await openConnection({ ...options, createToken }).catch((caught) => caught);

    expect(error).toMatchObject({ name: 'IamAuth.Unavailable', reason: 'Unavailable' });
    expect(error.message).toContain(words);
    expect(isUnavailable(error)).toBe(true);
    expect(isUnavailable(new Error(words))).toBe(true);
    expect(isUnavailable(new Error('WRONGPASS invalid username-password pair'))).toBe(false);
  });

  describe.each(Object.entries(ADAPTERS))('%s', (name, open) => {
    test('connects after growing pauses', async () => {
      const times = refuseFirst(2);

      opened = await open(options);

      expect(await opened.ping()).toBe('PONG');
      expect(times).toHaveLength(3);
      // glide has pauses of its own.
      if (name === 'valkey-glide') return;
      const [first = 0, second = 0, third = 0] = times;
      // The test's random number is 0.5: the pauses are three quarters of 500 and of 1000 ms.
      expect(second - first).toBeGreaterThan(370);
      expect(third - second).toBeGreaterThan(740);
      expect(opened.errors.map(isUnavailable)).toEqual([true, true]);
    });

    test('keeps its open connection when a renewal is refused, and renews it later', async () => {
      opened = await open(options);
      await opened.ping();
      refuseNext(LIMIT);
      clock.advance(11 * HOUR_MS);
      await vi.waitUntil(() => renewals() === 1);

      expect(await opened.ping()).toBe('PONG');
      if (name !== 'valkey-glide') {
        expect(opened.errors).toMatchObject([{ name: 'IamAuth.Unavailable' }]);
      }
      clock.advance(MINUTE_MS);
      await vi.waitUntil(() => renewals() === 2);
      expect(await opened.ping()).toBe('PONG');
      expect(cache.tokens).toHaveLength(1);
    });
  });
});

test('the pauses double up to 30 s, and half of each is random', () => {
  const longest = [1, 2, 3, 6, 7, 8].map((failures) => toPauseMs(failures, () => 1));
  expect(longest).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000]);
  expect(toPauseMs(1, () => 0)).toBe(250);
});
