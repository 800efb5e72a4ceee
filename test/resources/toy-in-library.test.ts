import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { doctor, down, downAll, status, up } from '../../src/index.js';
import { blueprint } from '../../src/resources/index.js';
import { toy } from './toy.js';

let emulator: Emulator;
beforeEach(async () => {
  // Adds the one line to the list. Its type allows no change while the program runs.
  Array.prototype.push.call(blueprint.resources, toy);
  emulator = await startEmulator();
  vi.stubEnv('AWS_ENDPOINT_URL', emulator.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', emulator.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', emulator.credentials.secretAccessKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  Array.prototype.pop.call(blueprint.resources);
  await emulator.close();
});

test('every command knows a resource that consists of one file and one line in the list', async () => {
  const options = { region: 'us-east-1', lab: 'pr-7' };
  const findToy = (resources: readonly { kind: string; action: string }[]) =>
    resources.find(({ kind }) => kind === 'toy')?.action;

  expect(findToy((await up({ ...options, dryRun: true })).resources)).toBe('created');
  expect(findToy((await up(options)).resources)).toBe('created');
  expect(findToy((await status(options)).resources)).toBe('unchanged');
  const { checks } = await doctor(options);
  expect(checks.filter(({ check }) => check === 'toy')).toHaveLength(1);
  expect(findToy((await down(options)).resources)).toBe('deleted');
  expect(emulator.isEmpty()).toBe(true);

  await up(options);
  expect(findToy((await downAll({ region: 'us-east-1' })).resources)).toBe('deleted');
  expect(emulator.isEmpty()).toBe(true);
});
