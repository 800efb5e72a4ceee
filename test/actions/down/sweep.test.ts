import { CreateServerlessCacheCommand } from '@aws-sdk/client-elasticache';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { destroyLab, previewDestroyLab } from '../../../src/actions/down/destroy-lab.js';
import { findLabs } from '../../../src/actions/down/find-labs.js';
import { blueprint } from '../../../src/resources/index.js';
import { createForeign } from '../../support/foreign.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { up } from '../../support/run-lab.js';

describe('every lab of the account and region', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  /** Creates another lab in the same account. */
  const addLab = async (options: Parameters<typeof startLab>[0]) => {
    const other = await startLab({ ...options, emulator: lab.emulator });
    await up(other);
    return other;
  };
  const sweep = async () => {
    const { labs } = await findLabs(blueprint, lab.ctx);
    for (const found of labs) await destroyLab(blueprint.resources, lab.ctx, found);
    return labs;
  };

  test('is found by its tags, even under other names, with the age of its newest resource', async () => {
    const madeMs = Date.now();
    await up(lab);
    await addLab({
      name: 'pr-7',
      env: { VALKEY_LAB_CACHE_NAME: 'other', VALKEY_LAB_ROLE_NAME: 'r' },
    });

    const { labs, unreadable } = await findLabs(blueprint, lab.ctx);

    expect(unreadable).toEqual([]);
    expect(labs.map((one) => one.lab)).toEqual(['', 'pr-7']);
    expect(labs[1]?.names).toEqual({
      cache: ['pr-7-other'],
      iamUser: ['pr-7-iam-user-01'],
      defaultUser: ['pr-7-default-user-disabled'],
      userGroup: ['pr-7-iam-user-group-01'],
      role: ['pr-7-r'],
      policy: ['pr-7-elasticache-allow-all'],
      function: ['pr-7-AccessValkey'],
    });
    for (const { newestMs } of labs) expect(newestMs).toBeGreaterThanOrEqual(madeMs);
  });

  test('keeps resources without tags and labs of other regions', async () => {
    await createForeign.iamUser?.(lab);
    await createForeign.logGroup?.(lab);
    const west = await addLab({ name: 'west', region: 'eu-west-1' });

    expect((await findLabs(blueprint, lab.ctx)).labs).toEqual([]);
    expect((await findLabs(blueprint, west.ctx)).labs.map((one) => one.lab)).toEqual(['west']);
  });

  test('is deleted completely, in the order of `down`', async () => {
    await up(lab);
    await addLab({ name: 'a', env: { VALKEY_LAB_ACCESS_ENGINE: 'valkey' } });
    await addLab({ name: 'b', env: { VALKEY_LAB_FUNCTION_NAME: 'Other' } });

    expect(await sweep()).toHaveLength(3);

    expect((await findLabs(blueprint, lab.ctx)).labs).toEqual([]);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('deletes resources with earlier names, each after everything that depends on it', async () => {
    await up(lab);
    // Every name of the lab changes. The resources with the old names stay, with the lab's tags.
    const renamed = await startLab({
      emulator: lab.emulator,
      env: {
        VALKEY_LAB_CACHE_NAME: 'cache-02',
        VALKEY_LAB_IAM_USER: 'iam-user-02',
        VALKEY_LAB_DEFAULT_USER: 'default-user-02',
        VALKEY_LAB_USER_GROUP: 'group-02',
        VALKEY_LAB_ROLE_NAME: 'role-02',
        VALKEY_LAB_POLICY_NAME: 'policy-02',
        VALKEY_LAB_FUNCTION_NAME: 'Function02',
      },
    });
    await up(renamed);
    // The third lab mixes old and new names.
    await addLab({
      env: { VALKEY_LAB_IAM_USER: 'iam-user-03', VALKEY_LAB_FUNCTION_NAME: 'Three' },
    });

    const [found] = await sweep();

    expect(found?.names).toMatchObject({
      iamUser: ['iam-user-01', 'iam-user-02', 'iam-user-03'],
      function: ['AccessValkey', 'Function02', 'Three'],
    });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test("at AWS's pace, deletes no role before the network interfaces", async () => {
    await using real = await startLab({ pace: 'real' });
    await up(real);
    const other = await startLab({ name: 'a', emulator: real.emulator });
    await up(other);

    const { labs } = await findLabs(blueprint, real.ctx);
    for (const found of labs) await destroyLab(blueprint.resources, real.ctx, found);

    expect(labs).toHaveLength(2);
    expect(real.emulator.isEmpty()).toBe(true);
    expect(await observe(real).interfaces()).toEqual([]);
  });

  test('finds resources on later pages', async () => {
    const [iam, elastiCache] = await Promise.all([lab.ctx.aws.iam(), lab.ctx.aws.elastiCache()]);
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      ],
    };
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    for (let index = 0; index < 120; index += 1) {
      const RoleName = `a-${String(index).padStart(3, '0')}`;
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    }
    const Tags = Object.entries(lab.ctx.tags).map(([Key, Value]) => ({ Key, Value }));
    await iam.send(new CreateRoleCommand({ RoleName: 'zzz', AssumeRolePolicyDocument, Tags }));
    await elastiCache.send(
      new CreateServerlessCacheCommand({ ServerlessCacheName: 'zzz', Engine: 'valkey', Tags }),
    );

    const { labs } = await findLabs(blueprint, lab.ctx);

    expect(labs).toHaveLength(1);
    expect(labs[0]?.names).toMatchObject({ role: ['zzz'], cache: ['zzz'] });
    expect(lab.calls('ListRoles')).toBe(2);
  });

  test('reports resources with unreadable tags', async () => {
    await using real = await startLab({ pace: 'real' });
    const client = await real.ctx.aws.elastiCache();
    await client.send(
      new CreateServerlessCacheCommand({ ServerlessCacheName: 'creating', Engine: 'valkey' }),
    );

    expect((await findLabs(blueprint, real.ctx)).unreadable).toEqual(['serverless cache creating']);
  });

  test('is listed, but not deleted, by a preview', async () => {
    await up(lab);
    const [found] = (await findLabs(blueprint, lab.ctx)).labs;
    const before = lab.changes().length;

    const reports = found ? await previewDestroyLab(blueprint.resources, lab.ctx, found) : [];

    expect(reports.filter(({ action }) => action === 'deleted')).toHaveLength(12);
    expect(lab.changes()).toHaveLength(before);
  });
});
