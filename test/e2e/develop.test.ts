import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

interface Round {
  readonly ok: boolean;
  readonly changed: readonly string[];
  readonly payload: unknown;
  readonly log: readonly string[] | null;
  readonly logins: readonly string[];
  readonly error: { code: string; message: string } | null;
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

const write = (name: string, text: string) => writeFile(join(cli.home, name), text);

/** Starts `dev --json`. */
function develop(...args: string[]) {
  const child = cli.start(['dev', ...args, '--json', '--quiet']);
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  return {
    async next(): Promise<Round> {
      const { value, done } = await lines.next();
      if (done) throw new Error('`dev` has ended.');
      return JSON.parse(value);
    },
    async stop(): Promise<number | null> {
      child.kill('SIGINT');
      const [code] = await once(child, 'close');
      return code;
    },
  };
}

test('calls the function at every change, also after failures, and removes what it made', async () => {
  await mkdir(join(cli.home, 'fn'));
  await write('event.json', '{"name":"Ada"}');
  await write(
    'fn/index.ts',
    'export const handler = async (e: { name: string }) => `hello, ${e.name}`;',
  );
  const loop = develop('fn', '--event', 'event.json');

  expect(await loop.next()).toMatchObject({ ok: true, changed: [], payload: 'hello, Ada' });

  await write(
    'fn/index.ts',
    'export const handler = async (e: { name: string }) => `bye, ${e.name}`;',
  );
  expect(await loop.next()).toMatchObject({ changed: ['index.ts'], payload: 'bye, Ada' });

  await write('fn/index.ts', 'export const handler = async () => {');
  expect(await loop.next()).toMatchObject({
    ...{ ok: false, payload: null, log: null },
    error: { code: 'BUILD_FAILED', message: expect.stringContaining('index.ts:1') },
  });

  await write('fn/index.ts', "export const handler = async () => { throw new Error('mine'); };");
  expect(await loop.next()).toMatchObject({
    ok: false,
    payload: { errorMessage: 'mine' },
    error: { code: 'FUNCTION_FAILED' },
  });

  await write('fn/index.ts', 'export const handler = async (e: { name: string }) => e.name;');
  expect(await loop.next()).toMatchObject({ ok: true, payload: 'Ada' });

  await write('event.json', '{"name":"Grace"}');
  expect(await loop.next()).toMatchObject({ ok: true, payload: 'Grace' });

  expect(await loop.stop()).toBe(130);
  expect((await cli.run(['local', 'status'])).stdout).toContain('No local endpoint is running.');
});

test('shows what the cache decided on each login, and keeps a lab that was there before', async () => {
  await cli.run(['up', '--local', '--quiet']);
  await cli.run(['init', 'counter']);
  const loop = develop('counter');

  const first = await loop.next();
  expect(first).toMatchObject({ ok: true, payload: { visits: 1 } });
  expect(first.logins).toEqual(['login of "iam-user-01" accepted.']);

  expect(await loop.stop()).toBe(130);
  const { resources } = (await cli.run(['status', '--local', '--json'])).json<{
    resources: { kind: string; name: string; state: string }[];
  }>();
  const functions = resources.filter(({ kind }) => kind === 'function');
  expect(functions).toEqual([expect.objectContaining({ name: 'AccessValkey', state: 'active' })]);
});

test('refuses wrong input before it starts an endpoint', async () => {
  await mkdir(join(cli.home, 'fn'));
  await write('fn/index.mjs', 'export const handler = async () => 1;');
  await write('bad.json', '{');
  for (const [args, message] of [
    [['missing'], /missing does not exist/],
    [['fn', '--event', 'missing.json'], /missing\.json, which cannot be read \(ENOENT\)/],
    [['fn', '--event', 'bad.json'], /bad\.json, which is not JSON/],
    [['fn', '--aws', '--local'], /--aws and --local name different places/],
  ] as const) {
    const run = await cli.run(['dev', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(message);
  }
  expect((await cli.run(['local', 'status'])).stdout).toContain('No local endpoint is running.');
  await rm(join(cli.home, 'fn'), { recursive: true });
});
