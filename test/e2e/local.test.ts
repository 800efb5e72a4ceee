import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findOrStartEndpoint, releaseEndpoint } from '../../src/emulator/index.js';
import { createLocalCli, type LocalCli, type LocalDocument } from '../support/local-endpoint.js';
import { findDescendants, findLiving, isRunning } from '../support/processes.js';

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Expects that the endpoint has left no file, no folder and no lock. */
function expectNoFiles(): void {
  expect(existsSync(cli.localDir)).toBe(false);
  expect(existsSync(`${cli.localDir}.lock`)).toBe(false);
  expect(cli.folders()).toEqual([]);
}

describe('start of the local endpoint', () => {
  test('five commands at the same time start one endpoint, and all succeed', async () => {
    const commands = [
      ['up', '--local', '--lab', 'a'],
      ['up', '--local', '--lab', 'b'],
      ['local', 'start'],
      ['status', '--local'],
      ['token', '--local'],
    ];

    const runs = await Promise.all(commands.map((command) => cli.run([...command, '--json'])));

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(cli.folders()).toHaveLength(1);
    expect(runs[2]?.json<LocalDocument>().pid).toBe(cli.record().pid);
    const { error } = (await cli.run(['invoke', '--local', '--lab', 'b', '--json'])).json();
    expect(error).toBeUndefined();
  });

  test('it outlives the command that started it', async () => {
    const started = await cli.ask('local', 'start');
    const found = await cli.ask('local', 'status');

    expect(found).toMatchObject({ running: true, pid: started.pid, endpoint: started.endpoint });
  });

  test('it outlives a command that was killed', async () => {
    const child = cli.start(['up', '--local', '--pace', 'real']);
    const gone = once(child, 'exit');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    await vi.waitFor(() => expect(stderr).toContain('creating'), { timeout: 20_000 });
    child.kill('SIGKILL');
    await gone;

    const found = await cli.ask('local', 'status');

    expect(found).toMatchObject({ running: true, pid: cli.record().pid, startedBy: 'command' });
  });

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'after %s ends a command during the start, the next command starts or finds an endpoint',
    async (signal) => {
      const child = cli.start(['local', 'start']);
      const gone = once(child, 'exit');
      await vi.waitFor(() => expect(cli.folders()).toHaveLength(1), { timeout: 20_000 });
      child.kill(signal);
      await gone;

      const { pid } = await cli.ask('local', 'start');

      expect(pid).toBe(cli.record().pid);
      await vi.waitFor(() => expect(cli.folders()).toHaveLength(1));
    },
  );

  test('it keeps the options of its start, and commands with other options fail', async () => {
    await cli.run(['local', 'start']);
    const refuse = async (...args: string[]) => {
      const run = await cli.run([...args, '--json']);
      const { error } = run.json<{ error: { code: string; message: string } }>();
      expect(run.exitCode).toBe(2);
      return error;
    };

    expect(await refuse('local', 'start', '--port', '1')).toMatchObject({
      code: 'LOCAL_CONFLICT',
      message: expect.stringMatching(/already runs on port \d+, not 1\.$/),
    });
    expect(await refuse('status', '--local', '--faults', 'faults.json')).toMatchObject({
      code: 'LOCAL_CONFLICT',
      message: expect.stringContaining('already runs with no faults'),
    });
    expect(await refuse('status', '--local', '--assume', 'pages=one-item')).toMatchObject({
      code: 'LOCAL_CONFLICT',
      message: expect.stringMatching(/already runs with no --assume, not .*pages=one-item\.$/),
    });
  });

  test('it plays the assumptions of its start, and shows them', async () => {
    const choices = ['--assume', 'pages=one-item', '--assume', 'new-tags=late'];
    await cli.run(['local', 'start', ...choices]);

    expect(await cli.ask('local', 'status')).toMatchObject({
      assume: ['new-tags=late', 'pages=one-item'],
    });
    expect((await cli.run(['local', 'status'])).stdout).toContain('Assumes  new-tags=late');
    // A part of them, and what is assumed anyway, is no conflict.
    await cli.ask('status', '--local', '--assume', 'pages=one-item');
    await cli.ask('status', '--local', '--assume', 'resource-type=optional');
    const other = await cli.run(['status', '--local', '--assume', 'pages=full', '--json']);
    expect(other.exitCode).toBe(2);
    await cli.ask('local', 'stop');
  });

  test.each([
    ['tags=late', 'There is no assumption "tags"'],
    ['pages=three', 'It has full, one-item.'],
    ['pages', 'is written id=alternative'],
  ])('--assume %s is refused, and nothing starts', async (choice, message) => {
    const run = await cli.run(['local', 'start', '--assume', choice, '--json']);

    expect(run.exitCode).toBe(2);
    expect(run.json<{ error: { message: string } }>().error.message).toContain(message);
    expectNoFiles();
  });

  test('a start that fails leaves nothing', async () => {
    const run = await cli.run(['local', 'start', '--faults', 'no-such-file', '--json']);

    expect(run.exitCode).toBe(1);
    expectNoFiles();
  });
});

describe('end of the local endpoint', () => {
  test('down of the last lab ends an endpoint that a command started', async () => {
    await cli.ask('create-role', '--local', '--lab', 'a');
    await cli.ask('create-role', '--local', '--lab', 'b');
    const { pid } = cli.record();

    await cli.ask('down', '--local', '--lab', 'a');
    expect(isRunning(pid)).toBe(true);

    await cli.ask('down', '--local', '--lab', 'b');
    expect(isRunning(pid)).toBe(false);
    expectNoFiles();
  });

  test('down keeps an endpoint from local start', async () => {
    const { pid } = await cli.ask('local', 'start');
    await cli.ask('create-role', '--local');
    await cli.ask('down', '--local');

    expect(await cli.ask('local', 'status')).toMatchObject({ pid, empty: true });
  });

  test('local start keeps an endpoint that a command started', async () => {
    await cli.ask('create-role', '--local');
    expect(await cli.ask('local', 'status')).toMatchObject({ startedBy: 'command', empty: false });

    await cli.ask('local', 'start');
    await cli.ask('down', '--local');

    expect(await cli.ask('local', 'status')).toMatchObject({ startedBy: 'local start' });
  });

  test('down does not end it while another process uses it', async () => {
    const plain = { port: 0, cachePort: 0, keepsKeys: false } as const;
    const options = { ...plain, pace: 'instant', faultsFile: undefined, assume: [] } as const;
    const { record } = await findOrStartEndpoint({
      ...options,
      dir: cli.localDir,
      startedBy: 'command',
    });

    await cli.ask('down', '--local');
    expect(isRunning(record.pid)).toBe(true);

    expect(await releaseEndpoint(cli.localDir)).toBe(true);
    expect(isRunning(record.pid)).toBe(false);
  });

  test('local stop with a lab leaves no process and no file', async () => {
    await cli.ask('up', '--local');
    await cli.ask('invoke', '--local');
    const { pid } = cli.record();
    const children = findDescendants(pid);
    const commands = children.map(({ command }) => command).join('\n');
    expect(commands).toContain('valkey-server');
    expect(commands).toContain('function-bootstrap');

    expect(await cli.ask('local', 'stop')).toMatchObject({ stopped: true });

    expect(isRunning(pid)).toBe(false);
    await vi.waitFor(() => expect(findLiving(children)).toEqual([]));
    expectNoFiles();
    expect(await cli.ask('local', 'stop')).toMatchObject({ stopped: false });
    expectNoFiles();
  });

  test('status without an endpoint says so and starts none', async () => {
    expect(await cli.ask('local', 'status')).toMatchObject({
      running: false,
      endpoint: null,
      pid: null,
      caFile: null,
    });
    expectNoFiles();
  });
});

describe('local start --foreground', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'runs until %s, and cleans up',
    async (signal) => {
      const child = cli.start(['local', 'start', '--foreground', '--json']);
      const ended = once(child, 'close');
      let stdout = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      await vi.waitFor(() => expect(stdout).toContain('}'), { timeout: 20_000 });
      const document = JSON.parse(stdout) as LocalDocument;
      expect(document).toMatchObject({ running: true, startedBy: 'local start' });
      await cli.ask('up', '--local');
      const children = findDescendants(child.pid ?? 0);
      expect(children.map(({ pid }) => pid)).toContain(document.pid);

      child.kill(signal);

      expect(await ended).toEqual([0, null]);
      await vi.waitFor(() => expect(findLiving(children)).toEqual([]));
      expectNoFiles();
    },
  );

  test('ends with a command that was killed', async () => {
    const child = cli.start(['local', 'start', '--foreground', '--json']);
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    // Until then the command has the lock, which a killed command cannot remove.
    await vi.waitFor(() => expect(stdout).toContain('}'), { timeout: 20_000 });
    const { pid } = cli.record();

    child.kill('SIGKILL');

    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
    expectNoFiles();
  });

  test('refuses to start when an endpoint already runs', async () => {
    const { pid } = await cli.ask('local', 'start');
    const second = await cli.run(['local', 'start', '--foreground', '--json']);

    expect(second.exitCode).toBe(1);
    expect(second.json()).toMatchObject({
      error: { code: 'LOCAL_FAILED', message: `A local endpoint already runs (process ${pid}).` },
    });
  });
});
