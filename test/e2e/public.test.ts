import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converse } from '../../src/verification/dialogue.js';
import { type Cli, createCli } from '../support/cli.js';

interface LabDocument {
  readonly ok: boolean;
  readonly resources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly state: string;
    readonly action: string;
  }[];
  readonly endpoint: { readonly address: string; readonly port: number } | null;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Runs the program on the local endpoint. */
const local = (cli: Cli, command: string, env: Record<string, string> = {}) =>
  cli.run([...command.split(' '), '--local'], env);

describe('a public lab', () => {
  let cli: Cli;
  beforeAll(() => {
    cli = createCli();
  });
  afterAll(() => cli[Symbol.asyncDispose]());

  // The tests of this block follow one lab.
  test('a dry run plans one user, the log policy, and no VPC', async () => {
    const { resources, endpoint } = (
      await local(cli, 'up --public --dry-run --json')
    ).json<LabDocument>();
    expect(resources.map(({ kind, name, action }) => `${action} ${kind}/${name}`)).toEqual([
      'created serverless-cache/cache-01',
      'created role/elasticache-iam-auth-app',
      'created policy/elasticache-allow-all',
      'created policy-attachment/elasticache-iam-auth-app/elasticache-allow-all',
      'created policy-attachment/elasticache-iam-auth-app/AWSLambdaBasicExecutionRole',
      'created user/iam-user-01',
      'created user-group/iam-user-group-01',
      'created user-group-attachment/cache-01/iam-user-group-01',
      'created log-group//aws/lambda/AccessValkey',
      'created function/AccessValkey',
    ]);
    expect(endpoint).toBeNull();
  });

  test('up makes it, and says what the internet reaches and who gets in', async () => {
    const { exitCode, stdout, stderr } = await local(cli, 'up --public');
    expect(stderr).not.toContain('Error');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Reachable');
    expect(stdout).toContain('on AWS from the whole internet');
    expect(stdout).toContain('only iam-user-01, with an IAM token');
    expect(stdout).toContain('on ~uuid -@all +set +get +multi +exec');
  });

  test('a second up changes nothing', async () => {
    const again = await local(cli, 'up --public --json');
    expect(again.exitCode).toBe(0);
    const { resources } = again.json<LabDocument>();
    expect([...new Set(resources.map(({ action }) => action))]).toEqual(['unchanged']);
  });

  test.each([
    ['up', {}, 'Add --public'],
    ['up', { VALKEY_LAB_PUBLIC: 'false' }, 'Add --public'],
    ['create-cache', { VALKEY_LAB_PUBLIC: 'false' }, 'Add --public'],
    ['create-role', { VALKEY_LAB_PUBLIC: 'false' }, 'Add --public'],
  ])('%s with %j is refused, with the way out', async (command, env, hint) => {
    const run = await local(cli, `${command} --json`, env);
    expect(run.exitCode).toBe(2);
    const { error } = run.json<LabDocument>();
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error?.message).toContain('is public, but this command is for a lab in a VPC');
    expect(error?.hint).toContain(hint);
    expect(error?.hint).toContain('valkey-lab down');
  });

  test('status shows it complete without being told the topology', async () => {
    const { problems, resources } = (await local(cli, 'status --json')).json<
      LabDocument & { readonly problems: unknown[] }
    >();
    expect(problems).toEqual([]);
    expect(resources).toHaveLength(10);
    const { stdout } = await local(cli, 'status');
    expect(stdout).toContain('The public lab is complete.');
    expect(stdout).toContain('on AWS from the whole internet');
    expect(stdout).not.toContain('Endpoint');
  });

  test('doctor follows it: nothing about a VPC', async () => {
    const run = await local(cli, 'doctor --json');
    expect(run.stderr).toContain('The lab is public, so these are the checks for `up --public`.');
    const { checks } = run.json<{ checks: { check: string; message: string }[] }>();
    const names = checks.map(({ check }) => check);
    expect(names).toContain('names');
    expect(names.filter((name) => /vpc|subnets|security-groups/.test(name))).toEqual([]);
  });

  test('a token of `token` logs in at the port that `up` printed', async () => {
    const { endpoint } = (await local(cli, 'status --json')).json<LabDocument>();
    const { userId, token } = (await local(cli, 'token --json')).json<Record<string, string>>();
    const caFile = /NODE_EXTRA_CA_CERTS='?([^'\n]+)/.exec((await cli.run(['local', 'env'])).stdout);
    const commands = [
      ['AUTH', userId ?? '', token ?? ''],
      ['SET', 'a', 'b'],
      ['GET', 'uuid'],
    ];
    const address = { host: endpoint?.address ?? '', port: endpoint?.port ?? 0 };
    const ca = readFileSync(caFile?.[1] ?? '', 'utf8');
    const replies = await converse({ ...address, ca }, commands, { timeoutMs: 10_000 });
    expect(replies).toEqual([
      '+OK',
      expect.stringContaining('NOPERM'),
      expect.stringMatching(/^\$/),
    ]);
  });

  test('ping, invoke and verify prove it', async () => {
    const ping = await local(cli, 'ping --json');
    expect(ping.json()).toMatchObject({ ok: true, userId: 'iam-user-01' });
    const invoke = await local(cli, 'invoke --json');
    expect(invoke.json()).toMatchObject({ ok: true, payload: 'Fetched value from Valkey' });
    const verify = await local(cli, 'verify --json');
    const { ok, attempts } = verify.json<{
      ok: boolean;
      attempts: { name: string; outcome: string; expected: string | null; reply: string }[];
    }>();
    expect(ok).toBe(true);
    // The small access string allows none of the probes.
    const probes = attempts.filter(({ name }) => name.startsWith('command-'));
    expect(probes).not.toEqual([]);
    for (const probe of probes) {
      expect(probe).toMatchObject({ expected: 'refused', outcome: 'refused' });
      expect(probe.reply).toContain('NOPERM');
    }
  });

  test('verify --here makes the same attempts from this machine', async () => {
    const run = await local(cli, 'verify --here --json');
    expect(run.exitCode).toBe(0);
    const { attempts } = run.json<{ attempts: { name: string; ok: boolean }[] }>();
    expect(attempts.length).toBeGreaterThan(20);
    expect(attempts.filter(({ ok }) => !ok)).toEqual([]);
    expect(attempts.map(({ name }) => name)).not.toContain('no-session-token');
    expect(run.stderr).toContain('no-session-token is left out');
  });

  test('down deletes all of it', async () => {
    const run = await local(cli, 'down --json');
    expect(run.exitCode).toBe(0);
    const { resources } = run.json<LabDocument>();
    expect(resources.filter(({ action }) => !['deleted', 'absent'].includes(action))).toEqual([]);
    expect((await local(cli, 'status')).stdout).toContain('There is no lab');
  });
});

test('the steps of a named public lab follow the first one, in any order', async () => {
  await using cli = createCli();
  const step = (command: string) => local(cli, `${command} --lab pr-7`);
  expect((await step('create-role --public')).exitCode).toBe(0);
  const cache = await step('create-cache');
  expect(cache.exitCode).toBe(0);
  expect(cache.stderr).toContain('The lab "pr-7" is public, so this step is, too.');
  expect(cache.stdout).toContain('only default.iam-user');
  expect((await step('create-users')).exitCode).toBe(0);
  expect((await step('deploy-function')).exitCode).toBe(0);
  expect((await step('invoke')).stdout).toContain('Fetched value from Valkey');
  expect((await step('down')).exitCode).toBe(0);
});

test('a lab in a VPC is refused by --public, with the way out', async () => {
  await using cli = createCli();
  expect((await local(cli, 'create-cache')).exitCode).toBe(0);
  for (const command of ['up --public', 'create-users --public']) {
    const run = await local(cli, `${command} --json`);
    expect(run.exitCode).toBe(2);
    const { error } = run.json<LabDocument>();
    expect(error?.message).toContain('is in a VPC, but this command is for a public lab');
    expect(error?.hint).toContain('valkey-lab down');
  }
});

test('settings that a public lab cannot have are refused or ignored', async () => {
  await using cli = createCli();
  const redis = await local(cli, 'up --public', { VALKEY_LAB_ACCESS_ENGINE: 'redis' });
  expect(redis.exitCode).toBe(2);
  expect(redis.stderr).toContain('need the engine Valkey');
  const flags = await local(cli, 'up --public --subnet-ids subnet-0a1b2c3d');
  expect(flags.exitCode).toBe(2);
  const env = { VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d', VALKEY_LAB_PUBLIC: 'true' };
  const ignored = await local(cli, 'up --dry-run', env);
  expect(ignored.exitCode).toBe(0);
  expect(ignored.stderr).toContain('VALKEY_LAB_SUBNET_IDS is ignored');
});
