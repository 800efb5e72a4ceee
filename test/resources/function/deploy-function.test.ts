import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { interrupted, present, regionOf, up, waitsFor } from '../../support/run-lab.js';

const FUNCTION = 'function/AccessValkey';

describe('the function, made on its own', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('deploy-function waits for a cache that is still being made', async () => {
    await interrupted(lab, (one) => up(one), waitsFor('serverless-cache', 'creating'));
    await up(lab, ['role', 'vpcAttachment']);

    expect(await up(lab, ['logGroup', 'function'])).toHaveProperty([FUNCTION]);
    const { Environment } = await observe(lab).function();
    expect(Environment?.Variables).toHaveProperty('CACHE_ENDPOINT');
  });

  test('deploy-function with a cache that failed says which command makes that anew', async () => {
    await up(lab);
    const cache = present(regionOf(lab).elasticache.caches.get('cache-01'));
    cache.lifecycle.status = 'create-failed';

    await expect(up(lab, ['logGroup', 'function'])).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: 'The serverless-cache cache-01 is create-failed.',
      hint: {
        text: expect.stringContaining('it makes it anew'),
        command: ['create-cache'],
      },
    });
  });

  test('deploy-function just after create-role waits for the role’s ARN', async () => {
    await up(lab, ['serverlessCache', 'role', 'vpcAttachment']);
    const role = present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
    const arnShownAtMs = lab.emulator.clock.now() + 20_000;
    lab.emulator.state.iam.roles.set(role.name, { ...role, arnShownAtMs });

    await up(lab, ['logGroup', 'function']);

    expect((await observe(lab).function()).Role).toBe(role.arn);
  });
});
