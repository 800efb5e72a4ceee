import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLogFile, limitLines } from '../../src/emulator/process/log-lines.js';
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

/** Returns every file and link below a folder, with its content or target. */
function readTree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((name) => {
      const path = join(folder, name);
      const found = lstatSync(path);
      if (found.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`];
      return [name, found.isFile() ? readFileSync(path, 'utf8') : 'folder'];
    }),
  );
}

const COMMANDS = [
  ['local', 'status'],
  ['local', 'stop'],
  ['local', 'start'],
  ['status', '--local'],
  ['up', '--local'],
  ['down', '--local'],
];

describe('files of the user', () => {
  const files: Record<string, string>[] = [
    { 'endpoint.json': '{"prod":1}', 'endpoint.log': 'mine' },
    { 'endpoint.json': '' },
    { 'endpoint.json': '{"pid":1,"folder":"/home"}', 'endpoint.json.bak': 'mine' },
    { 'endpoint.log': 'mine', 'endpoint.json.1234': 'mine' },
  ];

  test('stay in a folder that is set as the endpoint’s folder', async (context) => {
    const cases = sample(files.flatMap((own) => COMMANDS.map((command) => ({ own, command }))));
    const { length: times } = cases;
    await attack(context, { area: 'files', name: 'a folder of the user', times }, async () => {
      await runInLanes(cases, async (home, { own, command }) => {
        const dir = mkdtempSync(join(home.home, 'app-'));
        for (const [name, text] of Object.entries(own)) writeFileSync(join(dir, name), text);
        const env = { VALKEY_LAB_LOCAL_DIR: dir };

        await home.run([...command, '--json'], env);
        await home.run(['local', 'stop'], env);

        expect(readTree(dir), command.join(' ')).toEqual(own);
      });
    });
  });

  test('stay when a .env file from a repository names their folder', async (context) => {
    await attack(context, { area: 'files', name: 'a .env names the folder' }, async () => {
      const dir = join(cli.home, 'app');
      mkdirSync(dir, { mode: 0o700 });
      writeFileSync(join(dir, 'endpoint.json'), '{"prod":1}');
      writeFileSync(join(dir, 'endpoint.log'), 'l');
      writeFileSync(join(cli.home, '.env'), 'VALKEY_LAB_LOCAL_DIR=app\n');
      const before = readTree(dir);

      expect((await cli.run(['local', 'status'])).exitCode).toBe(0);

      expect(readTree(dir)).toEqual(before);
    });
  });
});

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

describe('a folder that another user prepared', () => {
  const preparations: readonly (readonly [string, (dir: string) => void])[] = [
    ['a mode of 0777', (dir) => chmodSync(dir, 0o777)],
    [
      'a mode of 0777, and drafts of 0666',
      (dir) => {
        chmodSync(dir, 0o777);
        for (let pid = 1; pid < 400; pid += 1) {
          const draft = join(dir, `endpoint.json.${pid}`);
          writeFileSync(draft, '', { mode: 0o666 });
          chmodSync(draft, 0o666);
        }
      },
    ],
    [
      'a log that is a link',
      (dir) => symlinkSync(join(cli.home, 'victim'), join(dir, 'endpoint.log')),
    ],
    ['a record that is a link', (dir) => symlinkSync('/dev/zero', join(dir, 'endpoint.json'))],
    ...(process.getuid?.() === 0
      ? [['another owner', (dir: string) => chownSync(dir, 12_345, 12_345)] as const]
      : []),
  ];

  test.for(sample(preparations))('with %s is not used', async ([what, prepare], context) => {
    await attack(context, { area: 'files', name: `a folder with ${what}` }, async () => {
      const victim = join(cli.home, 'victim');
      writeFileSync(victim, 'mine');
      mkdirSync(cli.localDir, { recursive: true, mode: 0o700 });
      prepare(cli.localDir);
      const before = what.includes('record') ? [] : readTree(cli.localDir);

      for (const command of [
        ['up', '--local'],
        ['local', 'status'],
        ['local', 'stop'],
      ]) {
        const run = await cli.run([...command, '--json']);
        // Without a record, `status` and `stop` find no endpoint and succeed.
        if (what.includes('log') && run.exitCode === 0) continue;
        expect(run.exitCode).toBe(1);
        expect(run.json()).toMatchObject({ error: { code: 'LOCAL_FAILED' } });
        expect(run.stdout).toContain(cli.localDir);
      }

      expect(readFileSync(victim, 'utf8')).toBe('mine');
      expect(cli.folders()).toEqual([]);
      if (!what.includes('record')) expect(readTree(cli.localDir)).toEqual(before);
      rmSync(cli.localDir, { recursive: true });
    });
  });

  test('with a link in place of the folder is not used', async (context) => {
    await attack(context, { area: 'files', name: 'a linked folder' }, async () => {
      const target = join(cli.home, 'target');
      mkdirSync(target, { mode: 0o700 });
      mkdirSync(join(cli.localDir, '..'), { recursive: true });
      symlinkSync(target, cli.localDir);

      const run = await cli.run(['up', '--local', '--json']);

      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain('it is a symbolic link');
      expect(readdirSync(target)).toEqual([]);
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

describe('a flooded log', () => {
  test('stays below its size limit', async (context) => {
    const times = sample(Array.from({ length: 200_000 })).length;
    await attack(context, { area: 'state', name: 'lines for the log', times }, async () => {
      const path = join(cli.home, 'endpoint.log');
      const log = createLogFile(path);
      let nowMs = 0;
      const write = limitLines(log.write, () => nowMs);
      const began = performance.now();
      for (let i = 0; i < times; i += 1) {
        nowMs += 5;
        write(`cache cache-01: WRONGPASS for user number ${i}: the token is not for this user`);
      }
      log.close();

      expect(statSync(path).size).toBeLessThanOrEqual(1024 * 1024);
      expect(performance.now() - began).toBeLessThan(20_000);
    });
  });
});

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

describe('an unusual machine', () => {
  test('a long TMPDIR causes no failure', async (context) => {
    await attack(context, { area: 'files', name: 'a long TMPDIR' }, async () => {
      const long = join(cli.home, 'long'.repeat(30));
      mkdirSync(long);

      const run = await cli.run(['up', '--local', '--json'], { TMPDIR: long });

      expect(run.exitCode).toBe(0);
      const { folder } = cli.record();
      await cli.ask('local', 'stop');
      expect(existsSync(folder)).toBe(false);
      expect(readdirSync(long)).toEqual([]);
    });
  });

  test('the error names a TMPDIR that cannot be written', async (context) => {
    await attack(context, { area: 'files', name: 'a TMPDIR that is missing' }, async () => {
      const missing = join(cli.home, 'missing');

      const run = await cli.run(['up', '--local', '--json'], { TMPDIR: missing });

      expect(run.json()).toMatchObject({
        error: {
          code: 'LOCAL_FAILED',
          message: expect.stringContaining(missing),
          hint: expect.stringContaining('TMPDIR'),
        },
      });
      expect(existsSync(cli.localDir)).toBe(false);
    });
  });

  test('the error names a state folder that cannot be created', async (context) => {
    await attack(context, { area: 'files', name: 'a state folder below a file' }, async () => {
      writeFileSync(join(cli.home, 'file'), '');
      const env = { VALKEY_LAB_LOCAL_DIR: join(cli.home, 'file', 'state') };

      const run = await cli.run(['up', '--local', '--json'], env);

      expect(run.json()).toMatchObject({
        error: {
          code: 'LOCAL_FAILED',
          message: expect.stringContaining(join(cli.home, 'file')),
          hint: expect.stringContaining('VALKEY_LAB_LOCAL_DIR'),
        },
      });
    });
  });

  test('the error names a valkey-server that fails, with its last output', async (context) => {
    await attack(context, { area: 'files', name: 'a failing valkey-server' }, async () => {
      const bin = join(cli.home, 'bin');
      mkdirSync(bin);
      const script = `#!/bin/sh
[ "$1" = --version ] && echo 'Valkey server v=8.1.0 sha=0' && exit 0
echo 'Illegal instruction of this machine' >&2
exit 1
`;
      writeFileSync(join(bin, 'valkey-server'), script, { mode: 0o755 });
      const began = performance.now();

      const run = await cli.run(['up', '--local', '--json'], {
        PATH: `${bin}:${process.env['PATH']}`,
      });

      expect(run.json()).toMatchObject({
        error: {
          code: 'LOCAL_FAILED',
          message: expect.stringMatching(/valkey-server did not start\. .*Illegal instruction/),
        },
      });
      expect(performance.now() - began).toBeLessThan(20_000);
    });
  });

  test.skipIf(process.getuid?.() !== 0 || !existsSync('/usr/bin/unshare'))(
    'a full disk is named (needs root, for a small disk of its own)',
    async (context) => {
      await attack(context, { area: 'files', name: 'a full disk' }, async () => {
        const small = join(cli.home, 'small');
        mkdirSync(small);
        const script = `mount -t tmpfs -o size=64k,nr_inodes=40 none ${small} || exit 77
head -c 1000000 /dev/zero >${small}/filler
TMPDIR=${small} exec ${process.execPath} ${PROGRAM} up --local --json`;
        const env = { PATH: process.env['PATH'] ?? '', HOME: cli.home };
        const child = spawn('unshare', ['-m', 'sh', '-c', script], { env, cwd: cli.home });
        let stdout = '';
        child.stdout.on('data', (chunk) => {
          stdout += chunk;
        });
        const [code] = await once(child, 'close');
        if (code === 77) return context.skip('This machine allows no mounts.');

        expect(JSON.parse(stdout)).toMatchObject({
          error: {
            code: 'LOCAL_FAILED',
            message: expect.stringContaining('no space is left on the disk'),
          },
        });
        expect(existsSync(cli.localDir)).toBe(false);
      });
    },
  );
});
