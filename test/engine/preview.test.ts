import { ModifyServerlessCacheCommand } from '@aws-sdk/client-elasticache';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewEnsure } from '../../src/engine/preview.js';
import { blueprint } from '../../src/resources/index.js';
import { type MakingAction, selectResources } from '../../src/resources/shared/blueprint.js';
import { type Lab, startLab } from '../support/lab.js';
import { up } from '../support/run-lab.js';

describe('previewEnsure', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const preview = async (command: MakingAction) => {
    const { reports, changes } = await previewEnsure(
      blueprint,
      selectResources(blueprint, command),
      lab.ctx,
    );
    const actions = reports.map(({ kind, name, action }) => [`${kind}/${name}`, action]);
    return { actions: Object.fromEntries(actions), changes };
  };

  test('predicts what each command does, in any order', async () => {
    const commands = [
      'create-cache',
      'create-users',
      'create-role',
      'deploy-function',
      'up',
    ] as const;
    for (const command of commands) {
      const { actions } = await preview(command);
      expect(await up(lab, selectResources(blueprint, command)), command).toEqual(actions);
    }
  });

  test('predicts the whole lab, where the cache is created with its group', async () => {
    const { actions } = await preview('up');
    expect(await up(lab)).toEqual(actions);
    expect(new Set(Object.values(actions))).toEqual(new Set(['created']));
  });

  test('does not predict an attachment when one side is missing', async () => {
    const attachment = 'user-group-attachment/cache-01/iam-user-group-01';
    expect((await preview('create-cache')).actions[attachment]).toBe('absent');
    await up(lab, selectResources(blueprint, 'create-users'));
    expect((await preview('create-cache')).actions[attachment]).toBe('created');
  });

  test('names each changed field with its old and new value', async () => {
    await up(lab);
    expect((await preview('up')).changes).toEqual([]);
    const elastiCache = await lab.ctx.aws.elastiCache();
    await elastiCache.send(
      new ModifyServerlessCacheCommand({
        ServerlessCacheName: 'cache-01',
        CacheUsageLimits: { ECPUPerSecond: { Maximum: 5000 } },
      }),
    );
    const lambda = await lab.ctx.aws.lambda();
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'AccessValkey',
        MemorySize: 512,
        Environment: { Variables: { CACHE_NAME: 'cache-01', SECRET: 'hidden' } },
      }),
    );
    const { actions, changes } = await preview('up');
    expect(changes).toEqual([
      {
        resource: 'serverless-cache/cache-01',
        field: 'usage limits',
        from: expect.stringContaining('5000 ECPU a second'),
        to: '1 GB, 1000 ECPU a second',
      },
      { resource: 'function/AccessValkey', field: 'memory', from: '512 MB', to: '256 MB' },
      {
        resource: 'function/AccessValkey',
        field: 'environment',
        from: 'CACHE_NAME, SECRET',
        to: 'CACHE_ENDPOINT, CACHE_NAME, CACHE_PORT, CACHE_USER',
      },
    ]);
    expect(actions['function/AccessValkey']).toBe('updated');
    // The value of a variable may be secret.
    expect(JSON.stringify(changes)).not.toContain('hidden');
  });
});
