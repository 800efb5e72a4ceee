import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';

const ID = '[0-9a-f]{40}';

describe.each([2, 3] as const)('cluster commands with RESP%i', (protocol) => {
  let lab: CacheLab;
  let ask: (line: string) => Promise<unknown>;
  beforeAll(async () => {
    lab = await startCacheLab();
    const redis = lab.redis({ protocol, username: 'iam-user-01', password: await lab.token() });
    await redis.connect();
    ask = (line) => redis.call('CLUSTER', ...line.split(' '));
  });
  afterAll(() => lab.close());

  /** Turns RESP3's maps and RESP2's lists of names and values into objects. */
  function toObject(reply: unknown): Record<string, unknown> {
    if (!Array.isArray(reply)) return reply as Record<string, unknown>;
    const pairs = reply.flatMap((name, at) =>
      at % 2 === 0 ? [[String(name), reply[at + 1]]] : [],
    );
    return Object.fromEntries(pairs) as Record<string, unknown>;
  }

  test('SLOTS: all slots are at the address of the endpoint', async () => {
    expect(await ask('SLOTS')).toEqual([
      [0, 16_383, ['localhost', lab.cache.port, expect.any(String), expect.anything()]],
    ]);
  });

  test('SHARDS: one shard with one node, online', async () => {
    const [shard, ...others] = ((await ask('SHARDS')) as unknown[]).map(toObject);
    const { slots, nodes } = shard as { slots: number[]; nodes: unknown[] };

    expect(others).toEqual([]);
    expect(slots).toEqual([0, 16_383]);
    expect(nodes.map(toObject)).toEqual([
      expect.objectContaining({
        ...{ endpoint: 'localhost', hostname: 'localhost', ip: '127.0.0.1' },
        ...{ port: lab.cache.port, role: 'master', health: 'online' },
      }),
    ]);
  });

  test('NODES: one line, for the connected node', async () => {
    const lines = String(await ask('NODES'))
      .trim()
      .split('\n');

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      new RegExp(
        `^${ID} 127\\.0\\.0\\.1:${lab.cache.port}@\\d+,localhost myself,master - 0 \\d+ \\d+ connected 0-16383$`,
      ),
    );
    expect(lines[0]).toContain(String(await ask('MYID')));
  });

  test('INFO: one node with all slots, in state ok', async () => {
    const lines = String(await ask('INFO')).split('\r\n');

    expect(lines).toEqual(
      expect.arrayContaining([
        'cluster_state:ok',
        'cluster_slots_assigned:16384',
        'cluster_slots_ok:16384',
        'cluster_slots_fail:0',
        'cluster_known_nodes:1',
        'cluster_size:1',
      ]),
    );
  });

  test('a second cache is a separate cluster', async () => {
    const other = await startCacheLab();
    const redis = other.redis({ protocol, username: 'iam-user-01', password: await other.token() });
    await redis.connect();

    expect(await redis.call('CLUSTER', 'MYID')).not.toBe(await ask('MYID'));
    expect(String(await redis.call('CLUSTER', 'NODES'))).not.toContain(String(lab.cache.port));
    await other.close();
  });
});
