import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../support/lab.js';
import { down, up } from '../support/run-lab.js';

describe('AWS shows new resources late', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
    await up(lab);
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('down inspects absent resources again and removes them', async () => {
    const rule = { kind: 'error', code: 'UserNotFoundFault', count: 2 } as const;
    lab.emulator.setFaults({ rules: [{ operation: 'DescribeUsers', ...rule }] });

    const actions = await down(lab);

    expect(actions).toMatchObject({
      'user/iam-user-01': 'deleted',
      'user/default-user-disabled': 'deleted',
    });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('down detaches a policy that IAM did not list with the role', async () => {
    const rule = { kind: 'error', code: 'NoSuchEntityException', count: 2 } as const;
    lab.emulator.setFaults({ rules: [{ operation: 'ListAttachedRolePolicies', ...rule }] });

    await down(lab);

    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
