import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteFunctionCommand,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../emulator/functions/support/lambda-lab.js';
import { type Link, zip } from '../emulator/functions/support/zip.js';
import { isRunning } from '../support/processes.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';
import {
  type ForegroundEndpoint,
  LIBRARY_HOST,
  startForeground,
} from './support/foreground-endpoint.js';

const area = 'functions';

const WHO = { 'index.mjs': 'export const handler = async () => process.pid;' };

const NOT_UNZIPPED = {
  name: 'InvalidParameterValueException',
  message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
};

type Files = Readonly<Record<string, string | Link>>;

/** Replaces bytes in a finished zip by others of the same length, because archiver cleans names. */
async function patchedZip(files: Files, from: string, to: string): Promise<Uint8Array> {
  const bytes = Buffer.from(await zip(files)).toString('latin1');
  return Buffer.from(bytes.replaceAll(from, to), 'latin1');
}

const BAD_PACKAGES: readonly { name: string; pack: () => Promise<Uint8Array> }[] = [
  {
    name: 'a link through a link that leads outside',
    pack: () => zip({ 'a/b/c': { linkTo: '../..' }, 'a/b/c/d': { linkTo: '../../..' } }),
  },
  {
    name: 'a link through two links that leads outside',
    pack: () =>
      zip({
        'a/b/c': { linkTo: '../..' },
        'a/b/c/x/y/z': { linkTo: '../..' },
        'x/y/z/out': { linkTo: '../../../..' },
      }),
  },
  {
    name: 'a link through a link to a neighbouring folder',
    pack: () =>
      zip({ 'p/q/x.js': '', 'l/m/n': { linkTo: '../../p' }, 'l/m/n/o': { linkTo: '../..' } }),
  },
  { name: 'a name of 300 characters', pack: () => zip({ ['n'.repeat(300)]: '' }) },
  { name: 'a path of 5,000 characters', pack: () => zip({ [`${'folder/'.repeat(715)}x`]: '' }) },
  { name: 'NUL in a name', pack: () => patchedZip({ 'nul-here.js': '' }, 'nul-here', 'nul\0here') },
  { name: 'a file with the name of a folder', pack: () => zip({ 'a/b.js': '', a: 'file' }) },
  { name: 'a file below a file', pack: () => zip({ a: 'file', 'a/b.js': '' }) },
  {
    name: 'a link with the name of a file',
    pack: () => zip({ 'a.js': 'file', './a.js': { linkTo: 'b.js' } }),
  },
  {
    name: 'content that does not match its checksum',
    pack: async () => {
      const bytes = Buffer.from(await zip({ 'index.mjs': 'x'.repeat(1000) }));
      // The data follow the local header: 30 bytes and the name.
      const at = 30 + 'index.mjs'.length + 2;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      return bytes;
    },
  },
];

describe('functions', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test.for(sample(BAD_PACKAGES))('refuse a package with $name', ({ name, pack }, context) =>
    attack(context, { area, name: 'packages that cannot be unpacked', times: 2 }, async () => {
      const ZipFile = await pack();
      await lab.create('good', WHO);

      await expect(lab.create('bad', {}, { Code: { ZipFile } }), name).rejects.toMatchObject(
        NOT_UNZIPPED,
      );
      const update = new UpdateFunctionCodeCommand({ FunctionName: 'good', ZipFile });
      await expect(lab.client.send(update)).rejects.toMatchObject(NOT_UNZIPPED);

      expect((await lab.invoke('good')).payload).toBeTypeOf('number');
      expect((await readdir(lab.folder)).sort()).toEqual(['ca.pem', 'functions']);
      expect(await readdir(join(lab.folder, 'functions', 'code'))).toHaveLength(1);
    }),
  );

  test('survive 64 MB of output without a line feed', (context) =>
    attack(context, { area, name: 'output without a line feed (64 MB)' }, async () => {
      await lab.create(
        'loud',
        {
          'index.mjs': `export const handler = async () => {
            for (let i = 0; i < 1024; i += 1) process.stdout.write('x'.repeat(65536));
          };`,
        },
        { Timeout: 120 },
      );
      const before = process.cpuUsage();

      expect((await lab.invoke('loud')).functionError).toBeUndefined();

      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1e6, 'seconds of processor time').toBeLessThan(10);
      const sizes = lab.logEvents('loud').map((event) => Buffer.byteLength(event));
      expect(Math.max(...sizes)).toBe(256 * 1024);
    }));

  const DETACHED = `
    import { spawn } from 'node:child_process';
    const script = 'setInterval(() => {}, 1000)';
    const start = (env) =>
      spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore', env }).pid;
    export const handler = async ({ end, empty }) => {
      const pids = [start(process.env)];
      if (empty) pids.push(start({}));
      if (end) { console.log('pids ' + JSON.stringify(pids)); process.exit(0); }
      return pids;
    };`;

  async function findLeft(pids: readonly number[]): Promise<number[]> {
    for (let tries = 0; tries < 100 && pids.some(isRunning); tries += 1) await delay(100);
    return pids.filter(isRunning);
  }

  test('leave no detached children after DeleteFunction', (context) =>
    attack(context, { area, name: 'detached children', times: 2 }, async () => {
      await lab.create('detached', { 'index.mjs': DETACHED });
      const pids = (await lab.invoke('detached', { empty: true })).payload as number[];
      expect(pids.every(isRunning)).toBe(true);

      await lab.client.send(new DeleteFunctionCommand({ FunctionName: 'detached' }));

      expect(pids.filter(isRunning)).toEqual([]);
    }));

  test('leave no detached children when a function ends itself', (context) =>
    attack(context, { area, name: 'detached children' }, async () => {
      await lab.create('detached', { 'index.mjs': DETACHED });

      const { log } = await lab.invoke('detached', { end: true });

      const [, list = ''] = /pids (\[.*\])/.exec(log) ?? [];
      const pids: number[] = JSON.parse(list);
      expect(pids).toHaveLength(1);
      expect(pids.filter(isRunning)).toEqual([]);
    }));

  const VICTIM = {
    'index.mjs': `export const handler = async (event) =>
      ({ api: process.env.AWS_LAMBDA_RUNTIME_API, event });`,
  };

  test("cannot read another function's invocations through its Runtime API", (context) =>
    attack(context, { area, name: "another function's Runtime API", times: 5 }, async () => {
      await lab.create('victim', VICTIM);
      await lab.create('thief', {
        'index.mjs': `
          const ask = async (api, path, method) => {
            const signal = AbortSignal.timeout(1000);
            const url = 'http://' + api + '/2018-06-01/runtime/' + path;
            return fetch(url, { method, signal }).then(({ status }) => status, (error) => error.cause?.code ?? error.name);
          };
          export const handler = async ({ api }) => [
            await ask(api, 'invocation/next', 'GET'),
            await ask(api, 'invocation/next', 'GET'),
            await ask(api, 'init/error', 'POST'),
            await ask(api, 'invocation/00000000-0000-0000-0000-000000000000/response', 'POST'),
            await ask(api, 'anything', 'GET'),
          ];`,
      });
      const { api } = (await lab.invoke('victim')).payload as { api: string };

      const { payload } = await lab.invoke('thief', { api });

      expect(payload).toEqual(
        Array(5).fill(expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/)),
      );
      const after = await lab.invoke('victim', { secret: 1 });
      expect(after.payload).toEqual({ api, event: { secret: 1 } });
    }));

  test('cannot block other functions with 3,000 connections to a Runtime API', (context) =>
    attack(context, { area, name: 'connections to a Runtime API', times: 3_000 }, async () => {
      await lab.create('victim', VICTIM);
      await lab.create(
        'flood',
        {
          'index.mjs': `
            import { connect } from 'node:net';
            import { setTimeout } from 'node:timers/promises';
            export const handler = async ({ api, count }) => {
              const [host, port] = api.split(':');
              const sockets = Array.from({ length: count }, () => {
                const socket = connect(Number(port), host);
                socket.on('error', () => {});
                socket.write('GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
                return socket;
              });
              const countOpen = () => sockets.filter(({ destroyed }) => !destroyed).length;
              // Closing all of them takes seconds on a busy machine.
              for (let tries = 0; tries < 200 && countOpen() > 0; tries++) await setTimeout(100);
              return countOpen();
            };`,
        },
        { MemorySize: 1024, Timeout: 60 },
      );
      const { api } = (await lab.invoke('victim')).payload as { api: string };
      const flood = lab.invoke('flood', { api, count: 3_000 });
      const waits: number[] = [];
      while (waits.length < 12) {
        const began = performance.now();
        await lab.client.send(new ListFunctionsCommand({}));
        waits.push(performance.now() - began);
        await delay(100);
      }

      expect(Math.max(...waits), 'milliseconds').toBeLessThan(2_000);
      expect((await flood).payload).toBe(0);
      expect((await lab.invoke('victim')).payload).toMatchObject({ api });
    }));

  test('leave no old code after many updates', (context) =>
    attack(context, { area, name: 'folders of old code', times: 4 }, async () => {
      const countFolders = async () =>
        (await readdir(join(lab.folder, 'functions', 'code'))).length;
      await lab.create('changing', WHO);
      for (let version = 0; version < 4; version += 1) {
        const code = `export const handler = async () => ${version};`;
        const ZipFile = await zip({ 'index.mjs': code });
        await lab.client.send(new UpdateFunctionCodeCommand({ FunctionName: 'changing', ZipFile }));
        await expect.poll(async () => (await lab.invoke('changing')).payload).toBe(version);
      }
      await expect.poll(countFolders).toBe(1);

      await lab.client.send(new DeleteFunctionCommand({ FunctionName: 'changing' }));

      expect(await countFolders()).toBe(0);
    }));

  test('get no inherited descriptors, cannot start the debugger, and end with the endpoint', (context) =>
    attack(context, { area, name: 'descriptors, SIGUSR1, local stop', times: 3 }, async () => {
      await using endpoint = await startForeground(OPEN_FILES);
      await endpoint.create('detached', DETACHED);
      await endpoint.create(
        'debug',
        "export const handler = async () => process.kill(process.ppid, 'SIGUSR1');",
      );

      expect(await listExtraFiles(endpoint)).toEqual([]);

      expect(await endpoint.invoke('debug')).toBe(true);
      await delay(500);
      expect(endpoint.stderr()).not.toContain('Debugger');

      const pids = (await endpoint.invoke('detached', { empty: true })) as number[];
      expect(pids.every(isRunning)).toBe(true);
      await endpoint.end('SIGTERM');
      expect(pids.filter(isRunning)).toEqual([]);
    }));

  test('get no inherited descriptors from a program that uses valkey-lab/local', (context) =>
    attack(context, { area, name: 'descriptors of a library’s host' }, async () => {
      await using endpoint = await startForeground(OPEN_FILES, LIBRARY_HOST);

      expect(await listExtraFiles(endpoint)).toEqual([]);
    }));

  test.for(sample([1, 2, 3]))('end after kill -9 of the endpoint (%i)', (_, context) =>
    attack(context, { area, name: 'kill -9 at work' }, async () => {
      await using endpoint = await startForeground();
      await endpoint.create('detached', DETACHED);
      const pids = (await endpoint.invoke('detached', { empty: true })) as number[];
      expect(pids.every(isRunning)).toBe(true);

      await endpoint.end('SIGKILL');

      expect(await findLeft(pids)).toEqual([]);
    }),
  );
});

/** Opens files that the endpoint's process inherits. */
const OPEN_FILES = `exec 30>lock; flock 30
for n in $(seq 31 50); do eval "exec $n>extra"; done; exec 200>extra`;

/** Returns the files of `OPEN_FILES` that a function has open. */
async function listExtraFiles(endpoint: ForegroundEndpoint): Promise<string[]> {
  await endpoint.create(
    'look',
    `import { readdirSync, readlinkSync } from 'node:fs';
     const find = (fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } };
     export const handler = async () => readdirSync('/proc/self/fd').flatMap(find);`,
  );
  const files = (await endpoint.invoke('look')) as string[];
  expect(files.length).toBeGreaterThan(3);
  return files.filter((file) => /\/(lock|extra)$/.test(file));
}
