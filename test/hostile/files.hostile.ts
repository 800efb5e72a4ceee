import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { findDescendants, findLiving, isRunning } from '../support/processes.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';
import { runInLanes } from './support/lanes.js';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const SECRET = 'hostile-secret-of-the-caller';

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('an endpoint with unexpected answers', () => {
  /** Answers of a program on the endpoint's port; undefined resets the connection. */
  const answers: readonly [string, string | undefined][] = [
    ['403', 'HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}'],
    ['500', 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n'],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"pid":'],
    ['another process', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"pid":1}'],
    ['text instead of JSON', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'],
    ['garbage', '\x00\x01\x02 nothing of HTTP'],
    ['a reset', undefined],
  ];

  test('survives a command that only reads', async (context) => {
    const cases = sample(answers);
    const { length: times } = cases;
    await attack(context, { area: 'files', name: 'an odd answer', times }, async () => {
      await cli.ask('up', '--local');
      const record = cli.record();
      const children = findDescendants(record.pid);
      for (const [what, text] of cases) {
        const server = createServer((socket) => {
          socket.on('error', () => {});
          socket.once('data', () => (text ? socket.end(text) : socket.resetAndDestroy()));
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const address = server.address();
        if (address === null || typeof address === 'string') throw new Error('No port.');
        const endpoint = `http://127.0.0.1:${address.port}`;
        writeFileSync(cli.recordFile, JSON.stringify({ ...record, endpoint }));

        const run = await cli.run(['local', 'status', '--json']);

        server.close();
        expect(run.exitCode, what).toBe(1);
        expect(run.json(), what).toMatchObject({
          error: {
            code: 'LOCAL_FAILED',
            message: expect.stringContaining(
              `The local endpoint (process ${record.pid}) does not answer (`,
            ),
            hint: expect.stringContaining('local stop'),
          },
        });
        expect(findLiving(children), what).toEqual(children);
        expect(cli.folders(), what).toHaveLength(1);
      }
      writeFileSync(cli.recordFile, JSON.stringify(record));
      expect(await cli.ask('local', 'status')).toMatchObject({ running: true, pid: record.pid });
    });
  });
});

describe('what the program inherits', () => {
  test.skipIf(!existsSync('/proc/self/fd'))(
    'as file descriptors does not reach the endpoint or its processes (needs /proc)',
    async (context) => {
      await attack(
        context,
        { area: 'files', name: 'inherited descriptors', times: 4 },
        async () => {
          const lockFile = join(cli.home, 'lock');
          const fd = openSync(lockFile, 'w');
          const stdio = Array.from({ length: 201 }, (_, number) =>
            [9, 20, 21, 200].includes(number) ? fd : ('ignore' as const),
          );
          const env = {
            PATH: process.env['PATH'] ?? '',
            HOME: cli.home,
            TMPDIR: join(cli.home, 't'),
          };
          for (const command of ['up', 'invoke']) {
            const options = { cwd: cli.home, env, stdio };
            const [code] = await once(
              spawn(process.execPath, [PROGRAM, command, '--local'], options),
              'exit',
            );
            expect(code).toBe(0);
          }
          closeSync(fd);

          const { pid } = cli.record();
          const family = [pid, ...findDescendants(pid).map((child) => child.pid)];
          expect(family.length).toBeGreaterThan(4);
          for (const member of family) expect(listOpenFiles(member)).not.toContain(lockFile);
        },
      );
    },
  );

  test.skipIf(!existsSync('/proc/self/environ'))(
    'as variables does not reach an endpoint in the foreground (needs /proc)',
    async (context) => {
      await attack(context, { area: 'files', name: 'secrets of --foreground' }, async () => {
        const child = cli.start(['local', 'start', '--foreground'], {
          AWS_SECRET_ACCESS_KEY: SECRET,
        });
        const ended = once(child, 'exit');
        await vi.waitFor(() => expect(cli.record().endpoint).toBeDefined(), { timeout: 30_000 });
        await cli.ask('up', '--local');
        await cli.ask('invoke', '--local');

        const { pid } = cli.record();
        for (const member of [pid, ...findDescendants(pid).map((found) => found.pid)]) {
          expect(readFileSync(`/proc/${member}/environ`, 'utf8')).not.toContain(SECRET);
        }
        child.kill('SIGTERM');
        await ended;
      });
    },
  );
});

function listOpenFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(join(folder, fd))];
    } catch {
      return []; // the process has closed it
    }
  });
}

describe('an endpoint that is killed', () => {
  test('during its start leaves nothing after the next command, even with another TMPDIR', async (context) => {
    const delays = sample(Array.from({ length: 24 }, (_, index) => index * 20));
    const { length: times } = delays;
    await attack(context, { area: 'files', name: 'kill -9 while it starts', times }, async () => {
      await runInLanes(delays, async (home, ms) => {
        const child = home.start(['local', 'start', '--json']);
        const ended = once(child, 'exit');
        const pid = await vi.waitFor(() => findEndpoint(child.pid ?? 0), {
          timeout: 30_000,
          interval: 5,
        });
        await delay(ms);
        killIfAlive(pid);
        await ended;

        const other = join(home.home, 'other');
        mkdirSync(other, { recursive: true });
        expect((await home.run(['local', 'status'], { TMPDIR: other })).exitCode).toBe(0);
        await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });

        expect(home.folders(), `after ${ms} ms`).toEqual([]);
        expect(existsSync(home.localDir), `after ${ms} ms`).toBe(false);
      });
    });
  });

  test('with a lab leaves neither a process nor a file', async (context) => {
    const rounds = sample(Array.from({ length: 50 }, (_, index) => index * 14));
    const { length: times } = rounds;
    await attack(context, { area: 'files', name: 'kill -9 at work', times }, async () => {
      await runInLanes(rounds, async (home, ms) => {
        await home.ask('local', 'start');
        const { pid } = home.record();
        const running = home.run(['up', '--local', '--timeout', '5s', '--json']);
        await delay(ms);
        const children = findDescendants(pid);
        killIfAlive(pid);
        await vi.waitFor(() => expect(findLiving(children)).toEqual([]), { timeout: 10_000 });
        await running;
        await home.run(['local', 'stop']);

        expect(home.folders(), `after ${ms} ms`).toEqual([]);
        expect(existsSync(home.localDir), `after ${ms} ms`).toBe(false);
      });
    });
  });
});

function findEndpoint(parent: number): number {
  const found = findDescendants(parent).find(({ command }) =>
    command.includes('local-endpoint.js'),
  );
  if (!found) throw new Error('The endpoint has not been started yet.');
  return found.pid;
}

function killIfAlive(pid: number): void {
  if (isRunning(pid)) process.kill(pid, 'SIGKILL');
}
