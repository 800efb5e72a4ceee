import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

let cli: LocalCli;
beforeAll(() => {
  cli = createLocalCli();
});
afterAll(() => cli[Symbol.asyncDispose]());

interface Lab {
  readonly endpoint: { readonly port: number };
}
interface Report {
  readonly rows: readonly { readonly command: string | null; readonly count: number }[];
}

test('local report shows what the application did, until --reset', async () => {
  const none = await cli.run(['local', 'report', '--json']);
  expect(none.exitCode).toBe(1);
  expect(none.json()).toMatchObject({ error: { code: 'LOCAL_NOT_RUNNING' } });

  const { endpoint } = await cli.ask<Lab>('up', '--local');
  expect((await cli.run(['local', 'report'])).stdout).toContain('No client did anything');
  const { token } = await cli.ask<{ token: string }>('token', '--local');
  const { caFile } = await cli.ask('local', 'status');
  const redis = new Redis({
    ...{ port: endpoint.port, username: 'iam-user-01', password: token },
    tls: { ca: readFileSync(caFile ?? '') },
  });
  await expect(redis.keys('*')).rejects.toThrow('unknown command');
  await expect(redis.mget('a', 'b')).rejects.toThrow('CROSSSLOT');
  redis.disconnect();

  const shown = await cli.run(['local', 'report']);
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toMatch(/KEYS +1 × ioredis 6\.\d+\.\d+: serverless caches do not have/);
  expect(shown.stdout).toContain('Instead: SCAN with MATCH and COUNT');
  const { rows } = await cli.ask<Report>('local', 'report', '--reset');
  expect(rows).toMatchObject([
    { problem: 'cross-slot', command: 'MGET', rule: null, count: 1 },
    { problem: 'restricted-command', command: 'KEYS', rule: null, count: 1 },
  ]);
  expect((await cli.ask<Report>('local', 'report')).rows).toEqual([]);
});
