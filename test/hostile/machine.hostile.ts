import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogFile, limitLines } from '../../src/emulator/process/log-lines.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

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
