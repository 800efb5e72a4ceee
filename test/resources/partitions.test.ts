import { expect, test } from 'vitest';
import { readIdentity } from '../../src/aws/identity.js';
import { startLab } from '../support/lab.js';
import { down, invoke, up } from '../support/run-lab.js';

test.each(['cn-north-1', 'eusc-de-east-1'])('a lab in %s works as elsewhere', async (region) => {
  await using lab = await startLab({ region });
  expect(await readIdentity(lab.ctx.aws)).toEqual(lab.ctx.identity);

  await up(lab);

  expect(await invoke(lab)).toMatchObject({ functionError: null });
  await down(lab);
  expect(lab.emulator.isEmpty()).toBe(true);
});
