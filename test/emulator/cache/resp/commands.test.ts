import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';

describe('commands of a user with all permissions', () => {
  let lab: CacheLab;
  let redis: Redis;
  beforeAll(async () => {
    lab = await startCacheLab();
    redis = lab.redis({ username: 'iam-user-01', password: await lab.token() });
    await redis.connect();
  });
  afterAll(() => lab.close());

  test('a cache has only database 0', async () => {
    expect(await redis.select(0)).toBe('OK');
    await expect(redis.select(1)).rejects.toThrow('ERR');
  });

  test('a command cannot use keys of different slots, but can use keys with one hash tag', async () => {
    await expect(redis.mget('a', 'b')).rejects.toThrow('CROSSSLOT');
    expect(await redis.mset('{t}a', '1', '{t}b', '2')).toBe('OK');
    expect(await redis.mget('{t}a', '{t}b')).toEqual(['1', '2']);
  });

  test("the cluster is one node that owns all slots, at the cache's own address", async () => {
    const slots = (await redis.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    const info = String(await redis.call('CLUSTER', 'INFO'));

    expect(slots).toHaveLength(1);
    expect(slots[0]?.slice(0, 2)).toEqual([0, 16383]);
    expect(slots[0]?.[2].slice(0, 2)).toEqual(['localhost', lab.cache.port]);
    expect(info).toContain('cluster_state:ok');
    expect(info).toContain('cluster_known_nodes:1');
  });

  test.each([2, 3] as const)(
    'pub/sub and blocking commands work with protocol %i',
    async (protocol) => {
      const clients = await Promise.all(
        [1, 2].map(async () => {
          const client = lab.redis({
            protocol,
            username: 'iam-user-01',
            password: await lab.token(),
          });
          await client.connect();
          return client;
        }),
      );
      const [first, second] = clients as [Redis, Redis];
      const message = new Promise((resolve) => {
        second.on('message', (channel, text) => resolve([channel, text]));
      });

      await second.subscribe('channel');
      await first.publish('channel', 'hello');
      expect(await message).toEqual(['channel', 'hello']);

      const popped = first.blpop('list', 10);
      await redis.rpush('list', 'item');
      expect(await popped).toEqual(['list', 'item']);
    },
  );

  test('binary values of many megabytes come back unchanged', async () => {
    const value = Buffer.alloc(5_000_000, Buffer.from([0, 13, 10, 42, 36, 255]));

    await redis.set('binary', value);

    expect((await redis.getBuffer('binary'))?.equals(value)).toBe(true);
  });

  test('two hundred connections at once all get answers', async () => {
    const password = await lab.token();
    const clients = Array.from({ length: 200 }, () =>
      lab.redis({ username: 'iam-user-01', password, connectTimeout: 30_000 }),
    );

    const pongs = await Promise.all(
      clients.map(async (client) => {
        await client.connect();
        return client.ping();
      }),
    );

    expect(new Set(pongs)).toEqual(new Set(['PONG']));
    for (const client of clients) client.disconnect();
  });
});
