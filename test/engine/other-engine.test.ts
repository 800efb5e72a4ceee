import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { type Lab, startLab } from '../support/lab.js';
import { down, up } from '../support/run-lab.js';

describe('VALKEY_LAB_ACCESS_ENGINE changes on an existing lab', () => {
  let lab: Lab;
  let other: Lab;
  beforeEach(async () => {
    lab = await startLab();
    await up(lab);
    const env = { VALKEY_LAB_ACCESS_ENGINE: 'valkey' };
    other = await startLab({ emulator: lab.emulator, env });
  });
  afterEach(async () => {
    await other[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });

  test('up refuses before its first change and says what to do', async () => {
    const before = lab.changes().length;

    await expect(up(other)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
      message:
        'The user iam-user-01 has the engine redis, but VALKEY_LAB_ACCESS_ENGINE is valkey; nothing was changed.',
      hint: {
        text: 'Set VALKEY_LAB_ACCESS_ENGINE=redis, or run {command} first.',
        command: ['down'],
      },
    });
    expect(lab.changes()).toHaveLength(before);
  });

  test('status names the user, and down removes the whole lab', async () => {
    const { problems } = await readStatus(blueprint.resources, other.ctx);
    expect(problems).toContainEqual({
      resource: 'user-group/iam-user-group-01',
      problem: 'has the engine redis, but VALKEY_LAB_ACCESS_ENGINE is valkey',
      remedy: 'by-hand',
      hint: {
        text: 'Set VALKEY_LAB_ACCESS_ENGINE=redis, or run {command} first.',
        command: ['down'],
      },
    });

    await down(other);
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
