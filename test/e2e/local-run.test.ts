import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PROGRAM } from '../support/cli.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { isRunning } from '../support/processes.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const NODE = process.execPath;

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

const runInside = (options: readonly string[], command: readonly string[], env = {}) =>
  cli.run(['local', 'run', ...options, '--', ...command], env);

/** Expects that neither endpoint nor command has left a file in the temporary or the home folder. */
function expectNoFiles(): void {
  expect(readdirSync(join(cli.home, 't'))).toEqual([]);
  expect(existsSync(cli.localDir)).toBe(false);
}

/** Logs in to the cache with the variables of --with-lab, and sends PING. */
const PING = `
import { once } from 'node:events';
import { createIamAuthToken, openConnection } from ${JSON.stringify(join(DIST, 'iam-auth', 'index.js'))};
const { CACHE_NAME, CACHE_ENDPOINT, CACHE_PORT, CACHE_USER, AWS_REGION } = process.env;
const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
const signer = { region: AWS_REGION, credentials: { accessKeyId, secretAccessKey } };
const names = { cacheName: CACHE_NAME, userId: CACHE_USER };
const createToken = () => createIamAuthToken({ ...names, ...signer });
const to = { host: CACHE_ENDPOINT, port: Number(CACHE_PORT), userId: CACHE_USER, createToken };
const socket = await openConnection(to);
socket.write('PING\\r\\n');
const [answer] = await once(socket.resume(), 'data');
process.stdout.write(answer);
socket.destroy();
`;

describe('local run', () => {
  test('passes arguments, output and exit code on, and removes its endpoint', async () => {
    const script = 'echo "$1 $AWS_ENDPOINT_URL"; exit 7';
    const { exitCode, stdout, stderr } = await runInside([], ['sh', '-c', script, 'sh', '--json']);

    expect(exitCode).toBe(7);
    expect(stdout).toMatch(/^--json http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(stderr).toContain('Local endpoint on this machine');
    expectNoFiles();
  });

  test('with --quiet adds nothing to the output', async () => {
    const { stdout, stderr } = await runInside(['--quiet', '--with-lab'], ['echo', 'hello']);
    expect({ stdout, stderr }).toEqual({ stdout: 'hello\n', stderr: '' });
  });

  test('with a lab, the command can log in to the cache, and nothing of the lab is left', async () => {
    const { exitCode, stdout } = await runInside(
      ['--with-lab'],
      [NODE, '--input-type=module', '-e', PING],
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '+PONG\r\n' });
    expectNoFiles();
  });

  test('with --verbose says why the cache refused a login', async () => {
    const wrong = PING.replace(
      '() => createIamAuthToken({ ...names, ...signer })',
      "async () => 'no'",
    );
    const command = [NODE, '--input-type=module', '-e', wrong];
    const { exitCode, stderr } = await runInside(['--verbose', '--with-lab'], command);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('login of "iam-user-01" refused (token-format)');
  });

  test('a program inside that uses --local finds the same endpoint', async () => {
    const inner = [NODE, PROGRAM, 'status', '--local', '--lab', 'mine', '--json'];
    const { stdout } = await runInside(['--with-lab', '--lab', 'mine'], inner);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, endpoint: { address: 'localhost' } });
    expectNoFiles();
  });

  test('uses a running endpoint, and removes only the lab that it made there', async () => {
    const { pid } = await cli.ask('local', 'start');
    const lab = ['--with-lab', '--lab', 'mine'];
    const script = 'echo "$AWS_ENDPOINT_URL $CACHE_NAME"; exit 3';

    const made = await runInside(lab, ['sh', '-c', script]);
    expect(made.exitCode).toBe(3);
    expect(made.stdout).toBe(`${cli.record().endpoint} mine-cache-01\n`);
    expect(await cli.ask('local', 'status')).toMatchObject({ pid, empty: true });

    await cli.ask('create-role', '--local', '--lab', 'mine');
    expect((await runInside(lab, ['true'])).exitCode).toBe(0);
    expect(await cli.ask('local', 'status')).toMatchObject({ pid, empty: false });
  });
});

describe('signals', () => {
  /** Says when it is ready, and which signals it got. Ends with the second one, or after a while. */
  const LISTENER = `
let count = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => {
  console.log('got ' + signal);
  count += 1;
  if (count === 1) setTimeout(() => process.exit(9), 300);
});
console.log('ready');
setInterval(() => {}, 1000);
`;

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
    '%s goes to the command, which decides about the end',
    async (signal) => {
      const child = cli.start(['local', 'run', '--with-lab', '--', NODE, '-e', LISTENER]);
      const ended = once(child, 'close');
      let stdout = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      await vi.waitFor(() => expect(stdout).toContain('ready'), { timeout: 20_000 });

      child.kill(signal);

      expect(await ended).toEqual([9, null]);
      expect(stdout).toBe(`ready\ngot ${signal}\n`);
      expectNoFiles();
    },
  );

  test('a command that a signal ends gives 128 and the number of the signal', async () => {
    const { exitCode } = await runInside([], ['sh', '-c', 'kill -TERM $$']);
    expect(exitCode).toBe(143);
    expectNoFiles();
  });

  test('Ctrl-C in a terminal reaches the command once', async () => {
    const child = spawnInTerminal(NODE, [PROGRAM, 'local', 'run', '--', NODE, '-e', LISTENER], {
      ...{ cols: 80, rows: 24, cwd: cli.home },
      env: { PATH: process.env['PATH'] ?? '', HOME: cli.home, TMPDIR: join(cli.home, 't') },
    });
    let written = '';
    const ended = new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
    child.onData((data) => {
      if (!written.includes('ready') && `${written}${data}`.includes('ready')) {
        child.write(String.fromCharCode(3));
      }
      written += data;
    });

    expect(await ended).toBe(9);
    expect(written.match(/got SIGINT/g)).toHaveLength(1);
    expectNoFiles();
  });

  test('SIGINT before the command starts removes endpoint and lab', async () => {
    const args = ['local', 'run', '--with-lab', '--pace', 'real', '--', 'echo', 'never'];
    const child = cli.start(args);
    const ended = once(child, 'close');
    let output = '';
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    await vi.waitFor(() => expect(output).toContain('creating'), { timeout: 20_000 });

    child.kill('SIGINT');

    expect(await ended).toEqual([130, null]);
    expect(output).not.toContain('never');
    expect(output).toMatch(/Error INTERRUPTED: Interrupted\.\n.*local status/);
    await vi.waitFor(expectNoFiles, { timeout: 10_000 });
  });

  test('the time limit ends the command', async () => {
    const { exitCode, stderr } = await runInside(['--timeout', '2s'], ['sleep', '60']);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('(--timeout). The command was ended.');
    await vi.waitFor(expectNoFiles, { timeout: 10_000 });
  });

  test('kill -9 leaves no endpoint and no file', async () => {
    const script = 'echo "$$"; exec sleep 60';
    const child = cli.start(['local', 'run', '--', 'sh', '-c', script]);
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    await vi.waitFor(() => expect(stdout).toContain('\n'), { timeout: 20_000 });

    child.kill('SIGKILL');

    await vi.waitFor(expectNoFiles, { timeout: 10_000 });
    const sleeper = Number(stdout);
    expect(isRunning(sleeper)).toBe(true);
    process.kill(sleeper);
  });
});

describe('wrong usage', () => {
  test.each([
    [[], [], /missing required argument 'command'/i],
    [['--json'], ['true'], /stdout belongs to the command/],
    [[], ['no-such-program'], /The command "no-such-program" was not found/],
    [['--pace', 'slow'], ['true'], /--pace must be instant/],
    [
      ['true', '--reporter'],
      [],
      /Unknown option '--reporter'\. If it is the command's, write `--`/,
    ],
  ] as const)(
    '%j -- %j exits with code 2 and leaves nothing',
    async (options, command, message) => {
      const { exitCode, stdout, stderr } = await runInside(options, command);
      expect(exitCode).toBe(2);
      expect(`${stdout}${stderr}`).toMatch(message);
      expectNoFiles();
    },
  );
});

test('a TMPDIR that does not exist is named, and not created', async () => {
  const missing = join(cli.home, 'missing');
  const { exitCode, stderr } = await runInside([], ['true'], { TMPDIR: missing });
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`No folder can be created in ${missing} (ENOENT)`);
  expect(existsSync(missing)).toBe(false);
});
