import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

let cli: LocalCli;
beforeAll(async () => {
  cli = createLocalCli();
  await cli.ask('up', '--local');
});
afterAll(() => cli[Symbol.asyncDispose]());

interface Running {
  readonly child: ChildProcess;
  /** The first line of stdout, or all of the document. */
  readonly first: string;
  /** Ends the proxy, and returns its exit code and its stderr. */
  end(): Promise<{ readonly exitCode: number; readonly stderr: string }>;
}

async function start(...args: string[]): Promise<Running> {
  const child = cli.start(['proxy', '--local', ...args]);
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  let first = '';
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    first += line;
    if (!args.includes('--json') || line === '}') break;
  }
  if (first === '') throw new Error(stderr);
  return {
    child,
    first,
    async end() {
      child.kill('SIGINT');
      const [exitCode] = await closed;
      return { exitCode, stderr };
    },
  };
}

async function ask(args: readonly string[], password: string): Promise<string> {
  const env = { PATH: process.env['PATH'], REDISCLI_AUTH: password };
  return (await promisify(execFile)('valkey-cli', args, { env })).stdout;
}

async function refuse(...args: string[]) {
  const run = await cli.run(['proxy', '--local', ...args, '--json']);
  const { error } = run.json<{ error: { code: string; message: string; hint: string } }>();
  return { exitCode: run.exitCode, ...error };
}

describe('proxy', () => {
  test('prints its address, serves valkey-cli, and ends with Ctrl-C', async () => {
    const proxy = await start('--verbose');
    expect(proxy.first).toMatch(/^redis:\/\/default:[\w-]{32}@127\.0\.0\.1:\d+$/);
    const { port, password } = new URL(proxy.first);

    expect(await ask(['-p', port, 'SET', 'a', '1'], password)).toBe('OK\n');
    expect(await ask(['-p', port, 'GET', 'a'], `${password}0`)).toContain('NOAUTH');

    const { exitCode, stderr } = await proxy.end();
    expect(exitCode).toBe(130);
    expect(stderr).toContain(
      'Clients of this address use cache-01 as iam-user-01; Ctrl-C ends it.',
    );
    expect(stderr).not.toContain(password);
    expect(stderr).not.toContain('X-Amz');
  });

  test('--json prints one document; --socket opens a socket for its user only', async () => {
    const path = join(cli.home, 's');
    const proxy = await start('--socket', path, '--json');
    const document = JSON.parse(proxy.first);
    expect(document).toMatchObject({
      ...{ command: 'proxy', ok: true, lab: '', region: 'us-east-1', local: true },
      ...{ url: `unix://default:${document.password}@${path}`, socket: path },
      ...{ host: null, port: null, username: 'default' },
      ...{ cacheName: 'cache-01', userId: 'iam-user-01', endpoint: { address: 'localhost' } },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await ask(['-s', path, 'PING'], document.password)).toBe('PONG\n');
    expect(await refuse('--socket', path)).toMatchObject({ exitCode: 1, code: 'PORT_IN_USE' });
    await proxy.end();
    expect(existsSync(path)).toBe(false);
  });

  test('--no-password accepts every client on its port, and warns', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String((server.address() as { port: number }).port);
    expect(await refuse('--port', port)).toMatchObject({
      ...{ exitCode: 1, code: 'PORT_IN_USE' },
      message: `Port ${port} is in use by another program.`,
    });
    server.close();
    const proxy = await start('--no-password', '--port', port);
    expect(proxy.first).toBe(`redis://127.0.0.1:${port}`);
    expect(await ask(['-p', port, 'PING'], '')).toBe('PONG\n');
    const page = fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'FLUSHALL' });
    await expect(page).rejects.toThrow('fetch failed');
    expect((await proxy.end()).stderr).toContain('Warning: every user and program');
  });

  test.each([
    [['--no-password'], '--no-password needs --port.'],
    [['--no-password', '--socket', 's'], '--no-password needs --port.'],
    [['--port', '1', '--socket', 's'], '--port and --socket exclude each other.'],
    [['--port', '0'], '--port is 0, but a port is from 1 to 65535.'],
    [['--user', 'a_b'], '--user: The user id "a_b" is not valid.'],
    [['--socket', 's'.repeat(104)], 'the whole path of a socket has 1 to 103 bytes'],
  ])('%j is refused before anything starts', async (args, message) => {
    expect(await refuse(...args)).toMatchObject({
      ...{ exitCode: 2, code: 'CONFIG_INVALID' },
      message: expect.stringContaining(message),
    });
  });

  test('a socket in a folder that does not exist is refused', async () => {
    expect(await refuse('--socket', join(cli.home, 'no', 's'))).toMatchObject({
      ...{ exitCode: 1, code: 'OUTPUT_UNWRITABLE' },
    });
    writeFileSync(join(cli.home, 'file'), '');
    expect(await refuse('--socket', join(cli.home, 'file'))).toMatchObject({
      code: 'PORT_IN_USE',
    });
    expect(existsSync(join(cli.home, 'file'))).toBe(true);
  });

  test('a user that is not in the group is refused', async () => {
    expect(await refuse('--user', 'stranger')).toMatchObject({
      ...{ exitCode: 1, code: 'LOGIN_REFUSED' },
      message: expect.stringContaining('of user stranger'),
    });
  });

  test('without a cache or an endpoint, the next step is named', async () => {
    expect(await refuse('--lab', 'other')).toMatchObject({
      ...{ exitCode: 1, code: 'RESOURCE_MISSING' },
      message: 'The serverless-cache other-cache-01 does not exist.',
    });
    const empty = createLocalCli();
    const run = await empty.run(['proxy', '--local']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('does not exist: no local endpoint is running.');
    await empty[Symbol.asyncDispose]();
  });
});

describe('ping', () => {
  test('logs in from this machine, writes and reads a value, and shows the times', async () => {
    const document = await cli.ask<Record<string, unknown>>('ping', '--local');
    const { connectMs, setMs, getMs } = document;
    expect(document).toEqual({
      ...{ command: 'ping', ok: true, lab: '', region: 'us-east-1', account: '123456789012' },
      ...{ local: true, cacheName: 'cache-01', userId: 'iam-user-01' },
      ...{ endpoint: { address: 'localhost', port: expect.any(Number) }, connectMs, setMs, getMs },
    });
    for (const ms of [connectMs, setMs, getMs]) expect(ms).toBeGreaterThan(0);
  });

  test('names the reason when the user may not write', async () => {
    const env = { VALKEY_LAB_ACCESS_STRING: 'on ~* -@all +get' };
    expect((await cli.run(['up', '--local', '--lab', 'r', '--quiet'], env)).exitCode).toBe(0);
    const run = await cli.run(['ping', '--local', '--lab', 'r', '--json'], env);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: {
        code: 'ROUND_TRIP_FAILED',
        message: expect.stringMatching(/^The cache answered SET with: NOPERM /),
        hint: expect.stringContaining('allows SET and GET of the key uuid'),
      },
    });
  });

  test('without a cache, the next step is named', async () => {
    const run = await cli.run(['ping', '--local', '--lab', 'other', '--json']);
    expect(run.json()).toMatchObject({ ok: false, error: { code: 'RESOURCE_MISSING' } });
  });
});
