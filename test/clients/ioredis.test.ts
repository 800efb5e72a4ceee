import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testLibrary } from './contract.js';
import { openIoredis, toIoredisOptions } from './ioredis.js';
import { type ClientLab, startClientLab, USER } from './support.js';

testLibrary({
  name: 'ioredis 6',
  protocols: [2, 3],
  open: (options) => openIoredis(Redis, options),
});

describe('many clients of one cache', () => {
  let lab: ClientLab;
  beforeAll(async () => {
    lab = await startClientLab();
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  test('a thousand parallel connections log in, and each receives its own reply', async () => {
    const options = toIoredisOptions({
      ...{ lab, protocol: 3, username: USER },
      password: await lab.token(),
    });
    const clients = Array.from({ length: 1_000 }, () => {
      const client = new Redis({ ...options, enableReadyCheck: false, disableClientInfo: true });
      client.on('error', () => {});
      return client;
    });

    const echoes = await Promise.all(
      clients.map(async (client, index) => {
        await client.connect();
        return client.echo(`client ${index}`);
      }),
    );

    expect(echoes).toEqual(clients.map((_, index) => `client ${index}`));
    expect(await clients[0]?.publish('nobody', 'x')).toBe(0);
    for (const client of clients) client.disconnect();
    expect(lab.log).toEqual([]);
  });

  test('the cluster client of ioredis finds one node with all slots', async () => {
    const { host, port } = lab;
    const { tls } = toIoredisOptions({ lab, protocol: 2, username: USER, password: '' });
    const password = await lab.token();
    const cluster = new Cluster([{ host, port }], {
      redisOptions: { username: USER, password, tls },
      slotsRefreshTimeout: 10_000,
      lazyConnect: true,
    });
    cluster.on('error', () => {});
    await cluster.connect();

    expect(cluster.nodes('all').map(({ options }) => [options.host, options.port])).toEqual([
      [host, port],
    ]);
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => cluster.set(key, key)));
    expect(await Promise.all(keys.map((key) => cluster.get(key)))).toEqual(keys);
    cluster.disconnect();
  });
});
