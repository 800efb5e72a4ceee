import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';
import { findProcesses } from '../support/processes.js';

interface Document {
  readonly command: string;
  readonly ok: boolean;
  readonly local: boolean;
  readonly resources: readonly {
    kind: string;
    name: string;
    state: string;
    action: string;
    owned: boolean | null;
  }[];
  readonly endpoint: { address: string; port: number } | null;
  readonly error: { code: string; hint: string; resource: string | null };
}

const actions = (document: Document) =>
  Object.fromEntries(
    document.resources.map(({ kind, name, action }) => [`${kind}/${name}`, action]),
  );

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('the lab on the local endpoint', () => {
  test('is created, works, shows its status, and is removed with all processes and files', async () => {
    const up = await cli.run(['up', '--local', '--json']);
    expect(up.exitCode).toBe(0);
    const document = up.json<Document>();
    expect(document).toMatchObject({
      command: 'up',
      ok: true,
      lab: '',
      region: 'us-east-1',
      account: '123456789012',
      local: true,
      endpoint: { address: 'localhost', port: expect.any(Number) },
    });
    expect(document.resources.map(({ kind }) => kind)).toEqual([
      'serverless-cache',
      'role',
      'policy',
      'policy-attachment',
      'policy-attachment',
      'user',
      'user',
      'user-group',
      'user-group-attachment',
      'log-group',
      'function',
    ]);
    for (const resource of document.resources) {
      expect(Object.keys(resource).sort()).toEqual(
        ['action', 'arn', 'elapsedMs', 'kind', 'name', 'owned', 'owner', 'state'].sort(),
      );
    }

    const invoke = (await cli.run(['invoke', '--local', '--json'])).json<{
      roundTrip: { inserted: string; fetched: string };
      log: string[];
    }>();
    expect(invoke).toMatchObject({
      command: 'invoke',
      ok: true,
      statusCode: 200,
      functionError: null,
      payload: 'Fetched value from Valkey',
      report: { durationMs: expect.any(Number), initDurationMs: expect.any(Number) },
      roundTrip: { inserted: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(invoke.roundTrip.fetched).toBe(invoke.roundTrip.inserted);

    const status = (await cli.run(['status', '--local', '--json'])).json<Document>();
    expect(status.resources.every(({ action }) => action === 'unchanged')).toBe(true);
    expect(status.endpoint).toEqual(document.endpoint);

    const record = JSON.parse(readFileSync(join(cli.localDir, 'endpoint.json'), 'utf8'));
    const down = await cli.run(['down', '--local', '--json']);
    expect(down.exitCode).toBe(0);
    const removed = Object.values(actions(down.json<Document>()));
    expect(new Set(removed)).toEqual(new Set(['deleted', 'absent']));
    expect(existsSync(cli.localDir)).toBe(false);
    expect(existsSync(record.folder)).toBe(false);
    expect(findProcesses(record.folder)).toEqual([]);
    expect(findProcesses(cli.localDir)).toEqual([]);
  });

  test('a second up changes nothing, and a second down finds nothing', async () => {
    await cli.run(['up', '--local', '--quiet']);
    const again = (await cli.run(['up', '--local', '--json'])).json<Document>();
    expect(new Set(Object.values(actions(again)))).toEqual(new Set(['unchanged']));
    await cli.run(['down', '--local', '--quiet']);
    const gone = await cli.run(['down', '--local', '--json']);
    expect(gone.exitCode).toBe(0);
    expect(new Set(Object.values(actions(gone.json<Document>())))).toEqual(new Set(['absent']));
  });

  test("the steps work in the tutorial's order: an update attaches the group to the cache", async () => {
    const run = async (command: string) =>
      (await cli.run([command, '--local', '--json'])).json<Document>();
    expect(actions(await run('create-cache'))).toEqual({
      'serverless-cache/cache-01': 'created',
      'user-group-attachment/cache-01/iam-user-group-01': 'absent',
    });
    expect(actions(await run('create-users'))).toMatchObject({
      'user-group/iam-user-group-01': 'created',
      'user-group-attachment/cache-01/iam-user-group-01': 'created',
    });
    expect((await run('create-role')).ok).toBe(true);
    expect(actions(await run('deploy-function'))).toEqual({
      'log-group//aws/lambda/AccessValkey': 'created',
      'function/AccessValkey': 'created',
    });
    expect((await run('invoke')).ok).toBe(true);
    expect((await run('cleanup')).ok).toBe(true);
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test('the steps work in another order: the cache is created with its group', async () => {
    const run = async (command: string) =>
      (await cli.run([command, '--local', '--json'])).json<Document>();
    await run('create-role');
    await run('create-users');
    expect(actions(await run('create-cache'))).toEqual({
      'serverless-cache/cache-01': 'created',
      'user-group-attachment/cache-01/iam-user-group-01': 'created',
    });
    await run('deploy-function');
    expect((await run('invoke')).ok).toBe(true);
    expect((await run('down')).ok).toBe(true);
  });

  test('each step names the next missing step', async () => {
    const next = async (command: string) => {
      const { stdout } = await cli.run([command, '--local']);
      return /^Next: valkey-lab ([\w-]+)|^Next: node \S+ ([\w-]+)/m.exec(stdout)?.slice(1).join('');
    };
    expect(await next('create-role')).toBe('create-cache');
    expect(await next('create-cache')).toBe('create-users');
    expect(await next('create-users')).toBe('deploy-function');
    expect(await next('deploy-function')).toBe('invoke');
    expect(await next('create-role')).toBe('invoke');
  });

  test('two labs exist side by side, and removing one keeps the other', async () => {
    await cli.run(['up', '--local', '--lab', 'a', '--quiet']);
    await cli.run(['up', '--local', '--lab', 'b', '--quiet']);
    const down = await cli.run(['down', '--local', '--lab', 'a', '--json']);
    expect(down.exitCode).toBe(0);
    const other = await cli.run(['invoke', '--local', '--lab', 'b', '--json']);
    expect(other.exitCode).toBe(0);
  });

  test('only the owner can read the files of the endpoint', async () => {
    await cli.run(['local', 'start']);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(cli.localDir)).toBe(0o700);
    expect(mode(join(cli.localDir, 'endpoint.json'))).toBe(0o600);
  });

  test('with Valkey users (VALKEY_LAB_ACCESS_ENGINE), there is no default user', async () => {
    const env = { VALKEY_LAB_ACCESS_ENGINE: 'valkey' };
    const up = (await cli.run(['up', '--local', '--json'], env)).json<Document>();
    expect(up.resources.filter(({ kind }) => kind === 'user').map(({ name }) => name)).toEqual([
      'iam-user-01',
    ]);
    expect((await cli.run(['invoke', '--local', '--json'], env)).exitCode).toBe(0);
    expect((await cli.run(['down', '--local', '--json'], env)).exitCode).toBe(0);
    expect(existsSync(cli.localDir)).toBe(false);
  });
});
