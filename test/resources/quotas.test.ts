import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { down, present, regionOf, up } from '../support/run-lab.js';

describe('a quota that is reached', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const expectQuota = async (operation: string, quota: string, code: string, service: string) => {
    await expect(up(lab)).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      exitCode: 1,
      message: expect.stringContaining(`"${quota}" (${code})`),
      hint: { text: expect.stringContaining(`--service-code ${service} --quota-code ${code}`) },
      aws: { operation },
    });
    // A retry does not raise the quota.
    expect(lab.calls(operation)).toBe(1);
    await down(lab);
  };

  test('serverless caches', async () => {
    await up(lab, ['serverlessCache']);
    const { caches } = regionOf(lab).elasticache;
    const cache = present(caches.get('cache-01'));
    for (let count = 0; count < 40; count += 1) {
      const name = `theirs-${count}`;
      caches.set(name, { ...cache, name, port: undefined });
    }
    await using other = await startLab({ emulator: lab.emulator, name: 'b' });

    await expect(up(other)).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('"Serverless caches per Region" (L-BBCDAECC)'),
      resource: 'serverless-cache/b-cache-01',
    });
    expect(other.calls('CreateServerlessCache')).toBe(2);
    for (let count = 0; count < 40; count += 1) caches.delete(`theirs-${count}`);
  });

  test('users', async () => {
    await up(lab, ['iamUser']);
    const { users } = regionOf(lab).elasticache;
    const user = present(users.get('iam-user-01'));
    for (let count = 0; count < 1999; count += 1) {
      users.set(`theirs-${count}`, { ...user, id: `theirs-${count}` });
    }

    await expect(up(lab, ['defaultUser'])).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('"Users per Region" (L-80E085C7)'),
    });
  });

  test.each([
    [
      ...['CreateUserGroup', 'UserGroupQuotaExceededFault', 'You cannot have more.'],
      ...['User groups per Region', 'L-AD484FC5', 'elasticache'],
    ],
    [
      ...['CreateRole', 'LimitExceededException', 'Cannot exceed quota for RolesPerAccount: 1000'],
      ...['Roles per account', 'L-FE177D64', 'iam'],
    ],
    [
      ...['CreatePolicy', 'LimitExceededException'],
      ...['Cannot exceed quota for PoliciesPerAccount: 1500'],
      ...['Customer managed policies per account', 'L-E95E4862', 'iam'],
    ],
    [
      ...['CreateFunction', 'CodeStorageExceededException', 'Code storage limit exceeded.'],
      ...['Function and layer storage', 'L-2ACBD22F', 'lambda'],
    ],
  ] as [string, string, string, string, string, string][])(
    'of %s with %s: the call is not repeated, and the quota is named',
    async (operation, code, message, quota, quotaCode, service) => {
      lab.emulator.setFaults({ rules: [{ operation, kind: 'error', code, message }] });

      await expectQuota(operation, quota, quotaCode, service);
    },
  );

  test('managed policies of a role', async () => {
    await up(lab, ['role']);
    const role = present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
    for (let count = 0; count < 10; count += 1) role.attachedPolicies.set(`arn:theirs-${count}`, 0);

    await expect(up(lab, ['role', 'executionAttachment'])).rejects.toMatchObject({
      message: expect.stringContaining('"Managed policies per role" (L-0DA4ABF3)'),
    });
    expect(lab.calls('AttachRolePolicy')).toBe(1);
  });

  test('a missing service-linked role of ElastiCache: the hint has the command that creates it', async () => {
    const code = 'ServiceLinkedRoleNotFoundFault';
    lab.emulator.setFaults({ rules: [{ operation: 'CreateUser', kind: 'error', code }] });

    await expect(up(lab)).rejects.toMatchObject({
      hint: {
        text: expect.stringContaining(
          'aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com',
        ),
      },
    });
  });
});

test('the cache is created with usage limits, which keep the cost low', async () => {
  await using lab = await startLab({ env: { VALKEY_LAB_MAX_STORAGE_GB: '2' } });

  await up(lab, ['serverlessCache']);

  expect((await observe(lab).cache()).CacheUsageLimits).toEqual({
    DataStorage: { Maximum: 2, Unit: 'GB' },
    ECPUPerSecond: { Maximum: 1000 },
  });
});
