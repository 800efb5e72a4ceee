import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { interrupted, present, regionOf, up, waitsFor } from '../../support/run-lab.js';

const FUNCTION = 'function/AccessValkey';

describe('deploy-function', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('waits for a cache that is still being created', async () => {
    await interrupted(lab, (one) => up(one), waitsFor('serverless-cache', 'creating'));
    await up(lab, ['role', 'executionAttachment']);

    expect(await up(lab, ['logGroup', 'function'])).toHaveProperty([FUNCTION]);
    const { Environment } = await observe(lab).function();
    expect(Environment?.Variables).toHaveProperty('CACHE_ENDPOINT');
  });

  test('names the command that creates a failed cache again', async () => {
    await up(lab);
    const cache = present(regionOf(lab).elasticache.caches.get('cache-01'));
    cache.lifecycle.status = 'create-failed';

    await expect(up(lab, ['logGroup', 'function'])).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: 'The serverless-cache cache-01 is create-failed.',
      hint: {
        text: expect.stringContaining('it creates the resource again'),
        command: ['create-cache'],
      },
    });
  });

  test('waits for the role’s ARN just after create-role', async () => {
    await up(lab, ['serverlessCache', 'role', 'executionAttachment']);
    const role = present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
    const arnShownAtMs = lab.emulator.clock.now() + 20_000;
    lab.emulator.state.iam.roles.set(role.name, { ...role, arnShownAtMs });

    await up(lab, ['logGroup', 'function']);

    expect((await observe(lab).function()).Role).toBe(role.arn);
  });
});
