import { setImmediate as turn } from 'node:timers/promises';
import { Redis as Redis5, type RedisOptions } from 'ioredis5';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIamAuthClient as createGlide } from '../../../src/iam-auth/glide.js';
import { createIamAuthClient as createIoredis } from '../../../src/iam-auth/ioredis.js';
import { createFamilyClient } from '../../../src/iam-auth/ioredis-family.js';
import { createIamAuthClient as createIovalkey } from '../../../src/iam-auth/iovalkey.js';
import { createIamAuthClient as createNodeRedis } from '../../../src/iam-auth/node-redis.js';
import { glide } from '../../support/glide.js';
import { live, type Service } from './live.js';
import { type LongLab, startLongLab } from './long-lab.js';

const KEY = 'log';
const LOST_CONNECTION = /12 hours without a new AUTH/;

type Open = (lab: LongLab) => Promise<Service & { close(): unknown }>;

const ioredisWith =
  (protocol: 2 | 3): Open =>
  async ({ options }) => {
    const client = createIoredis({ ...options, redisOptions: { protocol } });
    return {
      note: (text) => client.rpush(KEY, text),
      read: () => client.lrange(KEY, 0, -1),
      close: () => client.disconnect(),
    };
  };

const openGlide: Open = async ({ options }) => {
  if (typeof glide === 'string') throw new Error(glide);
  const { client, close } = await createGlide(glide.GlideClient, {
    ...options,
    glideOptions: {
      requestTimeout: 2_000,
      // The pauses are at most a third of a second.
      connectionBackoff: { numberOfRetries: 5, factor: 10, exponentBase: 2 },
      advancedConfiguration: {
        tlsAdvancedConfiguration: { rootCertificates: Buffer.from(options.ca) },
      },
    },
  });
  return {
    note: (text) => client.rpush(KEY, [text]),
    read: async () => (await client.lrange(KEY, 0, -1)).map(String),
    close,
  };
};

const services: Record<string, Open> = {
  'ioredis with RESP2': ioredisWith(2),
  'ioredis with RESP3': ioredisWith(3),
  async 'ioredis 5'({ options }) {
    const client = createFamilyClient<RedisOptions, Redis5>(options, (settings) => {
      return new Redis5(settings);
    });
    return {
      note: (text) => client.rpush(KEY, text),
      read: () => client.lrange(KEY, 0, -1),
      close: () => client.disconnect(),
    };
  },
  'a duplicate of an ioredis client': async ({ options }) => {
    const client = createIoredis(options).duplicate().duplicate();
    return {
      note: (text) => client.rpush(KEY, text),
      read: () => client.lrange(KEY, 0, -1),
      close: () => client.disconnect(),
    };
  },
  async iovalkey({ options }) {
    const client = createIovalkey(options);
    return {
      note: (text) => client.rpush(KEY, text),
      read: () => client.lrange(KEY, 0, -1),
      close: () => client.disconnect(),
    };
  },
  async 'node-redis'({ options }) {
    const client = createNodeRedis(options);
    await client.connect();
    return {
      note: (text) => client.rPush(KEY, text),
      read: () => client.lRange(KEY, 0, -1),
      close: () => client.destroy(),
    };
  },
  ...(typeof glide === 'object' && { 'valkey-glide': openGlide }),
};

describe.each(Object.entries(services))('13 hours of %s', (_name, open) => {
  let long: LongLab;
  let service: Awaited<ReturnType<Open>>;
  beforeEach(async () => {
    long = await startLongLab();
    service = await open(long);
  });
  afterEach(async () => {
    await service.close();
    await long[Symbol.asyncDispose]();
  });

  test('every command is answered once or rejected, and the cache never ends a connection for its age', async () => {
    const { answered, rejected, noted, rotations } = await live(long, service);
    await turn();

    expect(rotations).toBeGreaterThanOrEqual(10);
    // Every answered text was stored, a rejected text may have been stored, and no text was stored twice.
    expect(new Set(noted).size).toBe(noted.length);
    expect(noted).toEqual(expect.arrayContaining(answered));
    const known = new Set([...answered, ...rejected.map(({ text }) => text)]);
    expect(noted.filter((text) => !known.has(text))).toEqual([]);
    for (const { error } of rejected) expect(error).toBeInstanceOf(Error);
    // Only commands during an outage may be rejected.
    expect(rejected.length).toBeLessThanOrEqual(12);
    expect(long.lab.log.join('\n')).toMatch(/login of "iam-user-01" refused \(user-off\)/);
    expect(long.lab.log.join('\n')).not.toMatch(LOST_CONNECTION);
  }, 60_000);
});
