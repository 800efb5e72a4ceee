import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EndpointRecord } from '../../src/emulator/index.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { findDescendants, findLiving, isRunning } from '../support/processes.js';

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Creates the files that a killed endpoint leaves: a record and a working folder. Returns the folder. */
function leaveRecord(changes: Partial<EndpointRecord> | { pid: unknown }): string {
  const folder = join(cli.home, 't', 'valkey-lab-0123456789ab');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.pem'), 'old');
  mkdirSync(cli.localDir, { recursive: true, mode: 0o700 });
  const record = {
    program: 'valkey-lab',
    pid: 2 ** 30, // higher than any process number
    endpoint: 'http://127.0.0.1:9',
    account: '123456789012',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    caFile: join(folder, 'ca.pem'),
    folder,
    pace: 'instant',
    faultsFile: '',
    cachePort: 0,
    keepsKeys: false,
    assume: [],
    startedBy: 'command',
    ...changes,
  };
  writeFileSync(cli.recordFile, JSON.stringify(record));
  return folder;
}

describe('an endpoint that was killed', () => {
  test('leaves no process; the next command removes its folder and starts a new endpoint', async () => {
    await cli.ask('up', '--local');
    await cli.ask('invoke', '--local');
    const { pid } = cli.record();
    const children = findDescendants(pid);
    const [folder] = cli.folders();
    const commands = children.map(({ command }) => command).join('\n');
    expect(commands).toContain('valkey-server');
    expect(commands).toContain('function-bootstrap');

    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(findLiving(children)).toEqual([]), { timeout: 10_000 });

    const up = await cli.ask<{ resources: { action: string }[] }>('up', '--local');
    expect(up.resources.map(({ action }) => action)).toContain('created');
    expect(cli.record().pid).not.toBe(pid);
    expect(cli.folders()).toHaveLength(1);
    expect(cli.folders()).not.toContain(folder);
    expect((await cli.run(['invoke', '--local'])).exitCode).toBe(0);
  });

  test.each([
    ['local', 'status'],
    ['local', 'stop'],
  ])('%s %s removes its files too', async (...command) => {
    leaveRecord({});

    const document = await cli.ask<{ running?: boolean; stopped?: boolean }>(...command);

    expect(document.running ?? document.stopped).toBe(false);
    expect(cli.folders()).toEqual([]);
    expect(() => cli.record()).toThrow('ENOENT');
  });

  test('is not confused with another process that has its number now', async () => {
    leaveRecord({ pid: process.pid });

    const { pid } = await cli.ask('local', 'start');

    expect(pid).not.toBe(process.pid);
    expect(cli.folders()).toHaveLength(1);
    expect(cli.folders()).not.toContain('valkey-lab-0123456789ab');
  });

  test('is not confused with another endpoint that listens on its port now', async () => {
    const other = createLocalCli();
    try {
      const { endpoint, pid } = await other.ask('local', 'start');
      leaveRecord({ pid: pid ?? 0, endpoint: endpoint ?? '' });

      expect((await cli.ask('local', 'start')).pid).not.toBe(pid);
      expect((await other.ask('local', 'status')).pid).toBe(pid);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  test('loses only its record when the record names a foreign folder', async () => {
    const precious = join(cli.home, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'precious');
    leaveRecord({ folder: cli.home });

    await cli.ask('local', 'start');

    expect(existsSync(join(precious, 'file'))).toBe(true);
    expect(cli.record().folder).not.toBe(cli.home);
  });

  test.each([
    ['invalid JSON', '{"pid":'],
    ['an empty object', '{}'],
    ['an invalid process number', undefined],
  ])('with a record that is %s is left alone, for it may be somebody’s', async (_what, text) => {
    leaveRecord({ pid: -1 });
    if (text) writeFileSync(cli.recordFile, text);
    const before = readFileSync(cli.recordFile, 'utf8');

    for (const command of ['status', 'start', 'stop']) {
      const run = await cli.run(['local', command, '--json']);
      expect(run.exitCode).toBe(1);
      expect(run.json()).toMatchObject({
        error: {
          code: 'LOCAL_FAILED',
          message: `${cli.recordFile} was not made by this program, and was left alone.`,
          hint: expect.stringContaining('VALKEY_LAB_LOCAL_DIR'),
        },
      });
    }
    expect(readFileSync(cli.recordFile, 'utf8')).toBe(before);
  });
});

describe('an endpoint with a problem', () => {
  test('is ended by local stop when it does not answer', async () => {
    await cli.ask('up', '--local');
    const { pid } = cli.record();
    const children = findDescendants(pid);
    process.kill(pid, 'SIGSTOP');

    expect(await cli.ask('local', 'stop')).toMatchObject({ stopped: true });

    expect(isRunning(pid)).toBe(false);
    await vi.waitFor(() => expect(findLiving(children)).toEqual([]), { timeout: 10_000 });
    expect(cli.folders()).toEqual([]);
  });

  test('is left alone by other commands, which say that it does not answer', async () => {
    await cli.ask('local', 'start');
    const { pid } = cli.record();
    process.kill(pid, 'SIGSTOP');

    const run = await cli.run(['status', '--local', '--json']);
    process.kill(pid, 'SIGCONT');

    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: {
        code: 'LOCAL_FAILED',
        message: `The local endpoint (process ${pid}) does not answer (no answer within 5 s).`,
        hint: expect.stringContaining('local stop'),
      },
    });
    expect(await cli.ask('local', 'status')).toMatchObject({ pid });
  });

  test('ends when its record is deleted, because no command can find it', async () => {
    await cli.ask('local', 'start');
    const { pid } = cli.record();

    rmSync(cli.localDir, { recursive: true });

    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
    expect(cli.folders()).toEqual([]);
  });

  test('leaves nothing when the system ends it', async () => {
    await cli.ask('up', '--local');
    const { pid } = cli.record();
    const children = findDescendants(pid);

    process.kill(pid, 'SIGTERM');

    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
    expect(findLiving(children)).toEqual([]);
    expect(cli.folders()).toEqual([]);
    expect(() => cli.record()).toThrow('ENOENT');
  });
});
