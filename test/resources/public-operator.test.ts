import { expect, test } from 'vitest';
import { loadConfig } from '../../src/session/config.js';
import { startLab } from '../support/lab.js';
import { asOperator } from '../support/operator.js';
import { down, invoke, up } from '../support/run-lab.js';

test('a public lab needs no permissions of EC2, and its operator may create no cache in a VPC', async () => {
  await using lab = await startLab({ env: { VALKEY_LAB_PUBLIC: 'true' } });
  const operator = await asOperator(lab);
  await up(operator);
  expect((await invoke(operator)).functionError).toBeNull();
  await down(operator);
  expect(operator.denied).toEqual([]);
  expect(operator.actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
  const config = loadConfig({ flags: {}, env: {}, cwd: '/nonexistent' });
  const inVpc = { ...operator, ctx: { ...operator.ctx, config } };
  await expect(up(inVpc)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  operator.ctx.aws.close();
});
