import { DeleteServerlessCacheCommand, DeleteUserCommand } from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { createForeign } from '../support/foreign.js';
import { type Lab, startLab } from '../support/lab.js';
import { interrupted, present, regionOf, up, waitsFor } from '../support/run-lab.js';

describe('readStatus', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const status = async () => {
    const { reports, problems } = await readStatus(blueprint.resources, lab.ctx);
    const states = Object.fromEntries(
      reports.map(({ kind, name, state }) => [`${kind}/${name}`, state]),
    );
    return { states, problems };
  };
  const fn = () => present(regionOf(lab).lambda.functions.get('AccessValkey'));

  test('shows that no lab exists', async () => {
    const { states, problems } = await status();

    expect(new Set(Object.values(states))).toEqual(new Set(['absent']));
    expect(problems).toEqual([]);
  });

  test('shows a complete lab with the network interfaces of its function', async () => {
    await up(lab);

    const { states, problems } = await status();

    expect(problems).toEqual([]);
    expect(states).toMatchObject({
      'serverless-cache/cache-01': 'available',
      'function/AccessValkey': 'active',
      'network-interface/AccessValkey': 'in-use',
      'user-group-attachment/cache-01/iam-user-group-01': 'attached',
    });
  });

  test('names resources that AWS is still working on', async () => {
    await interrupted(lab, (one) => up(one), waitsFor('serverless-cache', 'creating'));

    expect((await status()).problems).toContainEqual({
      resource: 'serverless-cache/cache-01',
      problem: 'is creating: AWS is still working on it, and `up` and `down` wait for that',
      remedy: 'wait',
    });
    lab.emulator.advance(600_000);
    const client = await lab.ctx.aws.elastiCache();
    await client.send(new DeleteServerlessCacheCommand({ ServerlessCacheName: 'cache-01' }));

    expect((await status()).problems).toContainEqual(
      expect.objectContaining({ resource: 'serverless-cache/cache-01', remedy: 'wait' }),
    );
  });

  test('names a failed resource with AWS’s reason, and says that up creates it again', async () => {
    await up(lab);
    fn().lifecycle.status = 'Failed';
    fn().stateReason = { code: 'InvalidSubnet', text: 'The subnet is gone.' };
    present(regionOf(lab).elasticache.caches.get('cache-01')).lifecycle.status = 'create-failed';

    expect((await status()).problems).toEqual([
      {
        resource: 'serverless-cache/cache-01',
        problem: 'is create-failed; AWS does not repair it, but `up` creates it again',
        remedy: 'up',
      },
      {
        resource: 'function/AccessValkey',
        problem:
          'is failed: InvalidSubnet, The subnet is gone; AWS does not repair it, but `up` creates it again',
        remedy: 'up',
      },
    ]);
  });

  test('says how to delete a failed cache whose owner is unknown by hand', async () => {
    await up(lab, ['serverlessCache']);
    present(regionOf(lab).elasticache.caches.get('cache-01')).lifecycle.status = 'create-failed';

    expect((await status()).problems).toMatchObject([
      {
        remedy: 'by-hand',
        problem: expect.stringContaining('aws elasticache delete-serverless-cache'),
      },
    ]);
  });

  test('names differences from the configuration, without reading network or package', async () => {
    await up(lab);
    const { users } = regionOf(lab).elasticache;
    present(users.get('iam-user-01')).accessString = 'off';
    fn().environment = { CACHE_NAME: 'cache-01', CACHE_USER: 'iam-user-01' };
    present(regionOf(lab).logs.groups.get('/aws/lambda/AccessValkey')).retentionDays = undefined;
    regionOf(lab).ec2.subnets.clear();

    expect((await status()).problems).toEqual([
      {
        resource: 'user/iam-user-01',
        problem: 'differs from the configuration (access string)',
        remedy: 'up',
      },
      {
        resource: 'log-group//aws/lambda/AccessValkey',
        problem: 'differs from the configuration (retention)',
        remedy: 'up',
      },
      {
        resource: 'function/AccessValkey',
        problem: 'differs from the configuration (environment)',
        remedy: 'up',
      },
    ]);
  });

  test('names an inactive function', async () => {
    await up(lab);
    lab.emulator.advance(15 * 24 * 3_600_000);

    expect((await status()).problems).toEqual([
      {
        resource: 'function/AccessValkey',
        problem: 'differs from the configuration (inactive): Idle, The function is idle',
        remedy: 'up',
      },
    ]);
  });

  test('shows missing resources, and a group that lost its user', async () => {
    await up(lab);
    const client = await lab.ctx.aws.elastiCache();
    await client.send(new DeleteUserCommand({ UserId: 'iam-user-01' }));
    lab.emulator.advance(600_000);

    const { states, problems } = await status();

    expect(states).toMatchObject({ 'user/iam-user-01': 'absent' });
    expect(problems).toEqual([
      {
        resource: 'user-group/iam-user-group-01',
        problem: 'differs from the configuration (members)',
        remedy: 'up',
      },
    ]);
  });

  test('names a foreign resource with a lab name', async () => {
    await createForeign.role?.(lab, {});

    expect((await status()).problems).toEqual([
      {
        resource: 'role/elasticache-iam-auth-app',
        problem: "exists and is not this lab's",
        remedy: 'rename',
      },
    ]);
  });
});
