import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli, PROGRAM } from '../support/cli.js';

interface Failure {
  readonly ok: false;
  readonly command: string;
  readonly resources: readonly unknown[];
  readonly error: {
    code: string;
    message: string;
    hint: string;
    resource: string | null;
    aws: unknown;
  };
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Runs a command with --json and returns the exit code and the fields of the document. */
async function fail(args: readonly string[], env?: Record<string, string>) {
  const run = await cli.run([...args, '--json'], env);
  const document = run.json<Failure>();
  expect(document.ok).toBe(false);
  expect(document.error.hint).toMatch(/\S/);
  return { exitCode: run.exitCode, ...document };
}

describe('bad input and failures', () => {
  test('a name that AWS would refuse', async () => {
    const env = { VALKEY_LAB_CACHE_NAME: 'no--name' };
    const { exitCode, error } = await fail(['up', '--local'], env);
    expect([exitCode, error.code]).toEqual([2, 'CONFIG_INVALID']);
    expect(error.message).toMatch(/VALKEY_LAB_CACHE_NAME is "no--name"/);
  });

  test('an unknown option: the message suggests a similar one', async () => {
    const { exitCode, error } = await fail(['up', '--loca']);
    expect([exitCode, error.code]).toEqual([2, 'USAGE_INVALID']);
    expect(error.message).toMatch(/Did you mean --local/);
    const plain = await cli.run(['upp']);
    expect(plain.exitCode).toBe(2);
    expect(plain.stderr).toMatch(/Did you mean up/);
  });

  test('a .env file that cannot be read', async () => {
    const { exitCode, error } = await fail(['status', '--local', '--dotenv', 'missing.env']);
    expect([exitCode, error.code]).toEqual([2, 'ENV_FILE_UNREADABLE']);
    expect(error.message).toMatch(/missing\.env/);
  });

  test('unknown names in .env are ignored with a message', async () => {
    writeFileSync(
      join(cli.home, '.env'),
      'AWS_ENDPOINT_URL=http://127.0.0.1:9\nVALKEY_LAB_NAME=x\n',
    );
    const run = await cli.run(['status', '--local', '--json']);
    expect(run.stderr).toMatch(/AWS_ENDPOINT_URL in \S+\.env is ignored/);
    expect(run.stdout).toMatch(/x-cache-01/);
  });

  test('options of the local endpoint without --local', async () => {
    const { exitCode, error } = await fail(['up', '--pace', '0.1']);
    expect([exitCode, error.code]).toEqual([2, 'CONFIG_INVALID']);
    expect(error.message).toMatch(/--local/);
  });

  test('wrong usage starts no endpoint and needs no credentials', async () => {
    const { exitCode } = await fail(['invoke', '--local', '--count', '0']);
    expect(exitCode).toBe(2);
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test('an option without its value, and a command without its name', async () => {
    const { exitCode, command, error } = await fail(['up', '--region']);
    expect([exitCode, command, error.code]).toEqual([2, 'up', 'USAGE_INVALID']);
    expect((await fail(['local', 'bogus'])).command).toBe('local bogus');
    expect((await fail([])).error.message).toBe('No command is named.');
  });

  test('a hint names the command with the options of the same lab', async () => {
    const { error } = await fail(['invoke', '--local', '--lab', 'pr-7']);
    expect(error.hint).toContain('`valkey-lab deploy-function --local --lab pr-7`');
  });

  test('a missing valkey-server', async () => {
    const folder = join(cli.home, 'bin');
    mkdirSync(folder);
    symlinkSync(process.execPath, join(folder, 'node'));
    const { exitCode, error } = await fail(['up', '--local'], { PATH: folder });
    expect([exitCode, error.code]).toEqual([1, 'VALKEY_SERVER_MISSING']);
    expect(error.hint).toMatch(/apt-get install valkey-server/);
  });

  test('every failure of a run is reported, the first one first', async () => {
    const faults = join(cli.home, 'faults.json');
    const rules = ['CreateRole', 'CreateUser'].map((operation) => {
      return { operation, kind: 'error', code: 'AccessDenied' };
    });
    writeFileSync(faults, JSON.stringify({ rules }));
    const run = await cli.run(['up', '--local', '--faults', faults, '--json', '-q']);
    const { error, errors } = run.json<{
      error: object;
      errors: { aws: { operation: string } }[];
    }>();
    expect(errors[0]).toEqual(error);
    const operations = errors.map(({ aws }) => aws.operation);
    expect(new Set(operations)).toEqual(new Set(['CreateRole', 'CreateUser']));
    const text = await cli.run(['up', '--local', '--faults', faults, '-q']);
    for (const operation of operations)
      expect(text.stderr).toContain(`${operation} is not allowed`);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { exitCode, error } = await fail(['local', 'start', '--port', String(port)]);
    server.close();
    expect([exitCode, error.code]).toEqual([1, 'PORT_IN_USE']);
    expect(error.message).toContain(String(port));
  });

  test('another pace on an endpoint that holds something; an empty one takes it', async () => {
    await cli.run(['local', 'start']);
    const { exitCode } = await cli.run(['create-role', '--local', '--pace', '0.001']);
    expect(exitCode).toBe(0);
    const { pace } = (await cli.run(['local', 'status', '--json'])).json<{ pace: string }>();
    expect(pace).toBe('0.001');
    const refused = await fail(['up', '--local', '--pace', 'real']);
    expect([refused.exitCode, refused.error.code]).toEqual([2, 'PACE_CONFLICT']);
    expect((await cli.run(['status', '--local', '--pace', '0.001'])).exitCode).toBe(0);
  });

  test('a suggestion only for a near miss', async () => {
    expect((await fail(['statsu'])).error.message).toMatch(/Did you mean status/);
    expect((await fail(['stat'])).error.message).toMatch(/Did you mean status/);
    expect((await fail(['list'])).error.message).toBe("Unknown command 'list'.");
    expect((await fail(['up', '--name', 'x'])).error.message).toBe("Unknown option '--name'.");
  });

  test('an unknown profile, which is named', async () => {
    const { exitCode, error } = await fail(['status', '--profile', 'typo']);
    expect([exitCode, error.code]).toEqual([2, 'CONFIG_INVALID']);
    expect(error.message).toMatch(/The profile "typo"/);
  });

  test.each([
    ['state', { VALKEY_LAB_LOCAL_DIR: '/proc/valkey-lab' }],
    ['temporary', { TMPDIR: '/proc' }],
  ])('an unwritable %s folder is named at once', async (_kind, env) => {
    const started = performance.now();
    const { error } = await fail(['up', '--local'], env);
    // Formerly, the program tried for 40 s. A busy machine needs some seconds to start it.
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(error.message).toMatch(/\/proc\S* cannot be used/);
    expect(error.hint).toContain('VALKEY_LAB_LOCAL_DIR');
  });

  test('no failure for a user without a home folder and a name', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root can become another user');
    const words = ['--reuid', '54321', '--regid', '54321', '--clear-groups'];
    const env = { PATH: process.env['PATH'] ?? '', TMPDIR: cli.home };
    chmodSync(cli.home, 0o777);
    const run = (...args: string[]) =>
      promisify(execFile)('setpriv', [...words, process.execPath, PROGRAM, ...args], {
        ...{ env, cwd: '/' },
      });
    expect((await run('create-role', '--local')).stdout).toContain('create-role is done');
    expect((await run('down', '--local')).stdout).toMatch(/\d resources deleted/);
  });

  test('a report whose name is not that of a page', async () => {
    const { exitCode, error } = await fail(['up', '--local', '--report', 'up.txt']);
    expect([exitCode, error.code]).toEqual([2, 'CONFIG_INVALID']);
    expect(error.message).toMatch(/up\.txt.*must end in \.html/);
  });

  test('an invalid pace, faults file, port and time limit', async () => {
    const bad = join(cli.home, 'faults.json');
    writeFileSync(bad, '{"rules": [{"kind": "explode"}]}');
    expect((await fail(['up', '--local', '--pace', 'slow'])).error.message).toMatch(/--pace/);
    expect((await fail(['up', '--local', '--faults', bad])).exitCode).toBe(2);
    expect((await fail(['local', 'start', '--port', '99999'])).exitCode).toBe(2);
    expect((await fail(['up', '--local', '--timeout', 'soon'])).exitCode).toBe(2);
  });

  test('no credentials', async () => {
    const { exitCode, error, resources } = await fail(['up']);
    expect([exitCode, error.code]).toEqual([1, 'CREDENTIALS_MISSING']);
    expect(error.hint).toMatch(/--local/);
    expect(resources).toEqual([]);
  });

  test('an unreachable endpoint', async () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const { exitCode, error } = await fail(['status'], env);
    expect([exitCode, error.code]).toEqual([1, 'ENDPOINT_UNREACHABLE']);
    expect(JSON.stringify(error)).not.toContain(env.AWS_SECRET_ACCESS_KEY);
  });

  test('keys that the endpoint does not know', async () => {
    const started = (await cli.run(['local', 'start', '--json'])).json<{ endpoint: string }>();
    const env = {
      AWS_ENDPOINT_URL: started.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const { exitCode, error } = await fail(['status'], env);
    expect([exitCode, error.code]).toEqual([1, 'CREDENTIALS_REFUSED']);
    expect(error.aws).toMatchObject({ service: 'STS', operation: 'GetCallerIdentity' });
  });

  test('invoke without a function, and deploy-function without its dependencies', async () => {
    const invoke = await fail(['invoke', '--local']);
    expect([invoke.exitCode, invoke.error.code]).toEqual([1, 'RESOURCE_MISSING']);
    expect(invoke.error.hint).toMatch(/deploy-function/);

    const deploy = await fail(['deploy-function', '--local']);
    expect([deploy.exitCode, deploy.error.code]).toEqual([1, 'RESOURCE_MISSING']);
    expect(deploy.error.resource).toBe('serverless-cache/cache-01');
    expect(deploy.error.hint).toMatch(/create-cache/);
  });

  test('a payload that is not JSON, and files that cannot be written: the program makes no call', async () => {
    expect((await fail(['invoke', '--local', '--payload', '{'])).exitCode).toBe(2);
    const locked = join(cli.home, 'file');
    writeFileSync(locked, '');
    for (const option of [
      ['invoke', '--output'],
      ['up', '--report'],
      ['bench', '--report'],
    ]) {
      for (const file of [join(locked, 'output.txt'), '', 'a'.repeat(300)]) {
        const { exitCode, error } = await fail(['--local', ...option, file]);
        expect([exitCode, error.code]).toEqual([2, 'CONFIG_INVALID']);
        expect(error.hint).toContain(option.at(-1));
      }
    }
  });

  test('after a timeout, the same command continues from there', async () => {
    await cli.run(['local', 'start', '--pace', '0.03']);
    const { exitCode, error } = await fail(['up', '--local', '--timeout', '1s']);
    expect([exitCode, error.code]).toEqual([4, 'WAIT_TIMEOUT']);
    const again = await cli.run(['up', '--local', '--json']);
    expect(again.exitCode).toBe(0);
  });

  test('an interrupt: exit code 130 within two seconds, and how to continue or clean up', async () => {
    const child = cli.start(['up', '--local', '--pace', 'real']);
    let stderr = '';
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const waiting = new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
        if (/creating/.test(stderr)) resolve();
      });
    });
    await waiting;
    const started = performance.now();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    // The program promises this limit; a program that does not stop its waits would exceed it by far.
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(stderr).toMatch(/INTERRUPTED/);
    expect(stderr).toMatch(
      /Continue with `\S+ \S+ up --local`; clean up with `\S+ \S+ down --local`/,
    );
  });

  test('the home folder cannot be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root can write everywhere');
    chmodSync(cli.home, 0o500);
    const { error } = await fail(['up', '--local']);
    chmodSync(cli.home, 0o700);
    expect(error.code).toBe('LOCAL_FAILED');
  });
});
