import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startProgram } from '../chaos/support/program.js';
import { type Cli, createCli, PROGRAM } from '../support/cli.js';
import { isRunning } from '../support/processes.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';
import { runInLanes } from './support/lanes.js';

/** Runs the program while its surroundings break: the endpoint, the terminal or files. */

const KEYS = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const COMMANDS = [
  'up',
  'status',
  'invoke',
  'down',
  'logs',
  'create-cache',
  'create-role',
  'create-users',
  'deploy-function',
  'verify',
  'doctor',
  'explain',
  'token',
  'ping',
  'bench --count 3',
  'up --dry-run',
  'down --all --dry-run --account 123456789012',
];

/** Number of runs per command; in each, the endpoint ends at another moment. */
const RUNS = 3;

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Expects that stdout is one JSON document, and that its `ok` agrees with the exit code. */
function expectDocument(
  { stdout, exitCode }: { stdout: string; exitCode: number | null },
  command = '',
) {
  expect(stdout, `${command}: exit code ${exitCode}`).not.toBe('');
  const document = JSON.parse(stdout) as { ok: boolean; error?: { code: string } };
  expect(document.ok).toBe(exitCode === 0);
  return document;
}

/** Runs a line in a shell, in the test's home folder. */
async function runShell(line: string, env: Record<string, string> = {}) {
  const child = spawn('bash', ['-c', line], {
    ...{ cwd: cli.home, stdio: ['ignore', 'pipe', 'pipe'] },
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cli.home,
      NODE: process.execPath,
      PROGRAM,
      ...env,
    },
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, exitCode };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

/** Waits until the program has written these words to stderr. */
async function waitFor(child: ChildProcess, words: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of child.stderr ?? []) {
    said += chunk;
    if (words.test(said)) return;
  }
}

/** Starts a server that handles each connection in the same way. */
async function startServer(serve: (socket: Socket) => void) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    [Symbol.dispose]: () => void server.close(),
  };
}

describe('an endpoint that ends', () => {
  test('at a random moment of any command', async (context) => {
    const commands = sample(COMMANDS);
    const name = 'the endpoint ends under a command';
    const times = RUNS * commands.length;
    await attack(context, { area: 'commands', name, times }, () =>
      runInLanes(commands, (home, command) => {
        const moments = fc.asyncProperty(fc.integer({ min: 0, max: 900 }), async (ms) => {
          const started = await home.run(['local', 'start', '--json', '--pace', '0.01']);
          const { pid } = started.json<{ pid: number }>();
          const running = startProgram(home, [...command.split(' '), '--local', '--json'], {});
          await delay(ms);
          process.kill(pid, 'SIGKILL');
          expectDocument(await running.ended, command);
          await home.run(['local', 'stop']);
        });
        return fc.assert(moments, { numRuns: RUNS, endOnFailure: true });
      }),
    );
  }, 480_000);

  test('accepts connections and closes them, like an endpoint without free file descriptors', async (context) => {
    using server = await startServer((socket) => socket.destroy());
    const endpoint = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const record = {
      ...{ pid: endpoint.pid, endpoint: server.url, account: '123456789012', pace: 'instant' },
      ...{ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', startedBy: 'local start' },
      ...{ caFile: '/nowhere/ca.pem', folder: '/nowhere', faultsFile: '', assume: [] },
      ...{ cachePort: 0, keepsKeys: false },
    };
    const commands = sample(COMMANDS);
    const name = 'the endpoint closes every connection';
    await attack(context, { area: 'commands', name, times: commands.length }, async () => {
      for (const command of commands) {
        mkdirSync(cli.localDir, { recursive: true, mode: 0o700 });
        writeFileSync(join(cli.localDir, 'endpoint.json'), JSON.stringify(record), { mode: 0o600 });
        expectDocument(await cli.run([...command.split(' '), '--local', '--json']));
      }
    });
    endpoint.kill();
    rmSync(cli.localDir, { recursive: true, force: true });
  });
});

describe('a server that is not AWS', () => {
  const ANSWERS: readonly (readonly [string, string])[] = [
    ['a line of garbage', 'garbage\r\n\r\n'],
    ['a page with status 500', 'HTTP/1.1 500 Oops\r\ncontent-length: 5\r\n\r\nhello'],
    ['half a page', 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhello'],
    ['bytes', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\0\0\0'],
  ];
  test.for(ANSWERS)(
    'answers %s: down gives up after a few attempts',
    async ([, answer], context) => {
      using server = await startServer((socket) => socket.on('data', () => socket.end(answer)));
      await attack(context, { area: 'commands', name: 'a server answers garbage' }, async () => {
        const end = await cli.run(['down', '--json'], { ...KEYS, AWS_ENDPOINT_URL: server.url });
        expect(expectDocument(end).error?.code).toBe('ENDPOINT_UNREACHABLE');
        // Ten attempts would take up to a minute.
        expect(server.connections()).toBeLessThanOrEqual(5);
      });
    },
  );
});

describe('a signal', () => {
  const SIGNALS = [
    [['SIGHUP'], 129, 'HUNG_UP'],
    [['SIGINT', 'SIGINT'], 130, 'INTERRUPTED'],
    [['SIGTERM', 'SIGTERM'], 143, 'TERMINATED'],
  ] as const;
  test.for(SIGNALS)('%s leaves one document', async ([signals, exitCode, code], context) => {
    await attack(context, { area: 'commands', name: 'signals during up' }, async () => {
      const child = cli.start(['up', '--local', '--pace', 'real', '--json']);
      const stdout = readAll(child.stdout as NodeJS.ReadableStream);
      const closed = once(child, 'close');
      await waitFor(child, /creating/);
      for (const signal of signals) child.kill(signal);
      expect(await closed).toEqual([exitCode, null]);
      expect(expectDocument({ stdout: await stdout, exitCode }).error?.code).toBe(code);
    });
  });

  test('ends a hanging credential_process and its children', async (context) => {
    const script = join(cli.home, 'hang.sh');
    writeFileSync(script, 'sleep 600 &\necho $$ $! >pids.new\nmv pids.new pids\nwait\n');
    const config = join(cli.home, 'config');
    writeFileSync(config, `[default]\ncredential_process = sh ${script}; true\n`);
    await attack(context, { area: 'commands', name: 'a credential_process hangs' }, async () => {
      const child = cli.start(['status', '--json'], { AWS_CONFIG_FILE: config });
      const closed = once(child, 'close');
      const pids = await waitForFile(join(cli.home, 'pids'));
      child.kill('SIGTERM');
      expect(await closed).toEqual([143, null]);
      const living = pids.trim().split(' ').map(Number).filter(isRunning);
      expect(living).toEqual([]);
    });
  });
});

async function waitForFile(path: string): Promise<string> {
  for (;;) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      await delay(20);
    }
  }
}

describe('the shell around the program', () => {
  const LINES: readonly (readonly [line: string, exitCode: number])[] = [
    ['"$NODE" "$PROGRAM" --help | true; exit ${PIPESTATUS[0]}', 0],
    ['"$NODE" "$PROGRAM" --version | true; exit ${PIPESTATUS[0]}', 0],
    ['"$NODE" "$PROGRAM" --help >/dev/full', 1],
    ['"$NODE" "$PROGRAM" local status --json >/dev/full', 1],
    ['"$NODE" "$PROGRAM" local status 2>/dev/full', 0],
    ['mkdir gone; cd gone; rmdir ../gone; "$NODE" "$PROGRAM" --help', 0],
    ['mkdir gone; cd gone; rmdir ../gone; "$NODE" "$PROGRAM" status --local', 2],
  ];
  test.for(LINES)('%s', async ([line, expected], context) => {
    await attack(context, { area: 'commands', name: 'a broken stdout or folder' }, async () => {
      const { exitCode, stderr } = await runShell(line);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(exitCode, stderr).toBe(expected);
    });
  });

  test('printed commands quote the path of the program for the shell', async (context) => {
    const folder = join(cli.home, "it's here; false");
    mkdirSync(folder);
    symlinkSync(PROGRAM, join(folder, 'cli.js'));
    await attack(context, { area: 'commands', name: 'a path with quotes and spaces' }, async () => {
      const link = join(folder, 'cli.js');
      const { stdout } = await runShell('"$NODE" "$LINK" status --local', { LINK: link });
      const next = /Next: (.*up --local)/.exec(stdout)?.[1];
      const { exitCode, stderr } = await runShell(`${next} --dry-run`);
      expect(exitCode, stderr).toBe(0);
    });
  });

  test('logs --follow ends when its reader has gone', async (context) => {
    await cli.run(['up', '--local']);
    await cli.run(['invoke', '--local']);
    await attack(context, { area: 'commands', name: 'logs --follow | true' }, async () => {
      const { exitCode } = await runShell(
        'timeout 60 "$NODE" "$PROGRAM" logs --follow --local --since 1h | true; exit ${PIPESTATUS[0]}',
      );
      expect(exitCode).toBe(0);
    });
  });
});

describe('a file with NODE_OPTIONS', () => {
  test.for([
    ['--dotenv FILE', 0],
    ['--dotenv=FILE', 0],
    ['--env-file FILE', 2],
    ['--env-file=FILE', 2],
  ] as const)('runs no code: %s', async ([option, expected], context) => {
    writeFileSync(join(cli.home, 'evil.cjs'), "require('node:fs').writeFileSync('ran', '')");
    writeFileSync(join(cli.home, 'FILE'), `NODE_OPTIONS=--require=${cli.home}/evil.cjs\n`);
    await attack(context, { area: 'commands', name: 'NODE_OPTIONS in a .env file' }, async () => {
      // Executes the file itself, because its first line has the options for Node.js.
      const { exitCode, stderr } = await runShell(`"$PROGRAM" local status ${option}`);
      expect((await runShell('ls ran')).exitCode, 'the code has run').not.toBe(0);
      expect(exitCode, stderr).toBe(expected);
      if (expected === 2) expect(stderr).toMatch(/--dotenv .*: Node itself would .* NODE_OPTIONS/);
    });
  });
});
