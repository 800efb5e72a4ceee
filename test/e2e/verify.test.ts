import {
  ElastiCacheClient,
  ModifyServerlessCacheCommand,
  ModifyUserCommand,
} from '@aws-sdk/client-elasticache';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zip } from '../emulator/functions/support/zip.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

interface Document {
  readonly ok: boolean;
  readonly attempts: readonly {
    name: string;
    what: string;
    expected: string | null;
    outcome: string;
    ok: boolean;
    reply: string;
    elapsedMs: number;
  }[];
  readonly error: { code: string; message: string; hint: string; resource: string | null };
}

describe('verify', () => {
  let cli: LocalCli;
  beforeEach(async () => {
    cli = createLocalCli();
    await cli.ask('up', '--local', '--assume', 'resource-type=strict');
  });
  afterEach(() => cli[Symbol.asyncDispose]());

  const verify = (...args: string[]) => cli.run(['verify', '--local', ...args]);

  /** Returns the settings of an SDK client that changes the lab without the program. */
  function access() {
    const { endpoint, accessKeyId, secretAccessKey } = cli.record();
    return { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
  }

  test('prints a table of refused and accepted attempts', async () => {
    const { exitCode, stdout } = await verify();

    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Authentication is enforced on this machine: 14 attempts were refused, 7 accepted, all as expected.',
    );
    expect(stdout).toMatch(/✓ expired {2,}an expired token {2,}refused {3}WRONGPASS /);
    expect(stdout).not.toContain('✗');
    expect(stdout).toMatch(/· short-token {2,}.*, not documented/);
  });

  test('prints the same as one JSON document', async () => {
    const run = await verify('--json');
    const { attempts, ...rest } = run.json<Document>();

    expect(run.exitCode).toBe(0);
    expect(rest).toEqual({
      ...{ command: 'verify', ok: true, lab: '', region: 'us-east-1' },
      ...{ account: '123456789012', local: true, elapsedMs: expect.any(Number) },
    });
    expect(attempts).toHaveLength(25);
    for (const attempt of attempts) {
      expect(attempt).toEqual({
        ...{ name: expect.any(String), what: expect.any(String), expected: attempt.expected },
        ...{ outcome: attempt.expected ?? expect.any(String), ok: true },
        ...{ reply: expect.any(String), elapsedMs: expect.any(Number) },
      });
    }
  });

  test('fails when the cache has no user group and accepts every client', async () => {
    await new ElastiCacheClient(access()).send(
      new ModifyServerlessCacheCommand({ ServerlessCacheName: 'cache-01', RemoveUserGroup: true }),
    );
    const run = await verify('--json');
    const { ok, attempts, error } = run.json<Document>();

    expect(run.exitCode).toBe(1);
    expect(ok).toBe(false);
    expect(error).toMatchObject({
      code: 'NOT_ENFORCED',
      message: expect.stringContaining('accepted, but must be refused: no-auth, default-user'),
      resource: 'serverless-cache/cache-01',
    });
    expect(attempts.find(({ name }) => name === 'no-auth')).toMatchObject({
      ...{ expected: 'refused', outcome: 'accepted', ok: false, reply: 'PONG' },
    });

    const shown = await verify();
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toContain('✗ no-auth');
    expect(shown.stderr).toContain('Error NOT_ENFORCED: The cache cache-01 does not enforce');

    await cli.ask('up', '--local', '--assume', 'resource-type=strict');
    expect((await verify()).exitCode).toBe(0);
  });

  test('fails when the default user is on', async () => {
    await new ElastiCacheClient(access()).send(
      new ModifyUserCommand({ UserId: 'default-user-disabled', AccessString: 'on ~* +@all' }),
    );
    const run = await verify('--json');

    expect(run.exitCode).toBe(1);
    expect(run.json<Document>().error.message).toContain('no-auth, default-user, after-refusal');
  });

  test('fails when the user has more permissions than the access string allows', async () => {
    const { exitCode, json } = await cli.run(['verify', '--local', '--json'], {
      VALKEY_LAB_ACCESS_STRING: 'on ~* -@all +get +set',
    });

    expect(exitCode).toBe(1);
    expect(json<Document>().error.message).toContain(
      'accepted, but must be refused: command-del, command-echo, command-dbsize',
    );
  });

  test('says how to update a function of an older program', async () => {
    const code = 'export const handler = async () => "Fetched value from Valkey";';
    await new LambdaClient(access()).send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'AccessValkey',
        ZipFile: await zip({ 'index.mjs': code }),
      }),
    );
    const run = await verify('--json');

    expect(run.exitCode).toBe(1);
    expect(run.json<Document>().error).toMatchObject({
      code: 'FUNCTION_OUTDATED',
      hint: 'Run `valkey-lab deploy-function --local`, then the same command again.',
    });
    await cli.ask('deploy-function', '--local');
    expect((await verify()).exitCode).toBe(0);
  });

  test('fails when the function does not exist', async () => {
    await cli.ask('down', '--local');
    const run = await verify('--json');

    expect(run.exitCode).toBe(1);
    expect(run.json<Document>().error).toMatchObject({
      code: 'RESOURCE_MISSING',
      resource: 'function/AccessValkey',
    });
  });
});
