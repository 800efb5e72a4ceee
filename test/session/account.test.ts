import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import * as library from '../../src/index.js';
import { loadConfig } from '../../src/session/config.js';

let emulator: Emulator;
let folder: string;
beforeEach(async () => {
  emulator = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), 'account-test-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  vi.stubEnv('AWS_ENDPOINT_URL', emulator.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', emulator.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', emulator.credentials.secretAccessKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  await emulator.close();
});

const operations = () => emulator.calls().map(({ operation }) => operation);

test('every command refuses another account, names both, and reads nothing there but who the caller is', async () => {
  const { up, down, downAll, status, invoke, logs, verify, bench, doctor, explain } = library;
  const { createCache, createRole, createUsers, deployFunction } = library;
  const making = [up, createCache, createRole, createUsers, deployFunction];
  const reading = [status, invoke, logs, verify, bench, doctor, explain];
  for (const run of [...making, ...reading, down, downAll]) {
    await expect(run({ account: '999999999999' })).rejects.toMatchObject({
      code: 'OTHER_ACCOUNT',
      exitCode: 2,
      message: expect.stringMatching(/account 123456789012 .*not of 999999999999/),
    });
  }
  expect(new Set(operations())).toEqual(new Set(['GetCallerIdentity']));
});

test('the account that is named, by option or variable, is worked on', async () => {
  const { createRole, status } = library;
  await createRole({ account: '123456789012' });
  expect((await status({ settings: { VALKEY_LAB_ACCOUNT_ID: '123456789012' } })).account).toBe(
    '123456789012',
  );
  expect(operations()).toContain('CreateRole');
});

test('down --all makes no call on AWS before it knows which account it is for', async () => {
  for (const dryRun of [true, false]) {
    await expect(library.downAll({ dryRun })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/needs --account/),
    });
  }
  expect(operations()).toEqual([]);
});

test('an id that is none is refused, and the local endpoint needs none', () => {
  const load = (local: boolean) =>
    loadConfig({ flags: { local, account: '1234-5678-9012' }, env: {}, cwd: folder });
  expect(() => load(false)).toThrow(/--account.*"1234-5678-9012".*12 digits/);
  expect(load(true).accountId).toBeUndefined();
});
