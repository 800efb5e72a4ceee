import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { destroyLab } from '../../src/actions/down/destroy-lab.js';
import { findLabs } from '../../src/actions/down/find-labs.js';
import { readSetUp } from '../../src/actions/explain/set-up-facts.js';
import { explainSetUp } from '../../src/actions/explain/set-up-rules.js';
import { toReadContext } from '../../src/engine/context.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { selectResources } from '../../src/resources/shared/blueprint.js';
import { findTopology } from '../../src/resources/topology.js';
import { withTopology } from '../../src/session/create-session.js';
import { type Lab, startLab } from '../support/lab.js';
import { down, invoke, present, regionOf, up } from '../support/run-lab.js';

describe('a public lab', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ env: { VALKEY_LAB_PUBLIC: 'true' } });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const toVpcLab = (): Lab => ({ ...lab, ctx: withTopology(lab.ctx, 'vpc') });
  const services = () => new Set(lab.emulator.calls().map(({ service }) => service));

  test('has a public endpoint, one user with IAM, and no VPC', async () => {
    await up(lab);

    const { elasticache: elastiCache, lambda } = regionOf(lab);
    const cache = present(elastiCache.caches.get('cache-01'));
    expect(cache).toMatchObject({ connectionType: 'public', userGroupId: 'iam-user-group-01' });
    expect([...elastiCache.users.keys()].filter((id) => !id.startsWith('default'))).toEqual([
      'iam-user-01',
    ]);
    expect(elastiCache.users.get('iam-user-01')).toMatchObject({
      engine: 'valkey',
      accessString: expect.stringContaining('~uuid'),
    });
    expect(present(lambda.functions.get('AccessValkey')).vpcId).toBeUndefined();
    expect((await invoke(lab)).functionError).toBeNull();
    expect(services()).not.toContain('EC2');
  });

  test('is unchanged by a second up, and complete in status', async () => {
    await up(lab);
    const before = lab.changes().length;
    await up(lab);
    expect(lab.changes()).toHaveLength(before);
    const { problems, reports } = await readStatus(blueprint.resources, lab.ctx);
    expect(problems).toEqual([]);
    expect(reports.every(({ state }) => state !== 'absent')).toBe(true);
  });

  test('goes completely, without a call to EC2', async () => {
    await up(lab);
    await down(lab);
    expect(regionOf(lab).elasticache.caches.size).toBe(0);
    expect(services()).not.toContain('EC2');
  });

  test('refuses to become a lab in a VPC, and the other way round', async () => {
    await up(lab);
    const before = lab.changes().length;
    await expect(up(toVpcLab())).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('is public, but this command is for a lab in a VPC'),
    });
    expect(lab.changes()).toHaveLength(before);
    await down(lab);
    await up(toVpcLab());
    await expect(up(lab)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('is in a VPC, but this command is for a public lab'),
    });
  });

  test.each([
    ['create-cache', 'create-users', 'create-role', 'deploy-function'],
    ['create-role', 'create-users', 'create-cache', 'deploy-function'],
    ['create-users', 'create-cache', 'create-role', 'deploy-function'],
  ] as const)(
    'is made by the steps %s, %s, %s, %s, which follow the first one',
    async (...steps) => {
      const [first, ...others] = steps;
      await up(lab, selectResources(blueprint, first));
      for (const step of others) {
        const undecided = withTopology(lab.ctx, 'vpc');
        const found = await findTopology(undecided);
        expect(found).toBe('public');
        await up(
          { ...lab, ctx: withTopology(undecided, 'public') },
          selectResources(blueprint, step),
        );
      }
      expect(regionOf(lab).elasticache.caches.get('cache-01')?.userGroupId).toBe(
        'iam-user-group-01',
      );
      expect((await invoke(lab)).functionError).toBeNull();
      expect(services()).not.toContain('EC2');
    },
  );

  test('nothing of a lab has a topology', async () => {
    expect(await findTopology(lab.ctx)).toBeUndefined();
    expect(await findTopology(toVpcLab().ctx)).toBeUndefined();
  });

  test('a foreign cache says nothing about the topology', async () => {
    await up({ ...lab, ctx: { ...lab.ctx, tags: {} } }, selectResources(blueprint, 'create-cache'));
    expect(await findTopology(toVpcLab().ctx)).toBeUndefined();
  });

  test('is found by its tags, and deleted without a call to EC2', async () => {
    await up(lab);
    const { ctx } = toVpcLab();
    const { labs } = await findLabs(blueprint, ctx);
    expect(labs).toMatchObject([{ lab: '', topology: 'public' }]);
    for (const one of labs) await destroyLab(blueprint.resources, ctx, one);
    expect(regionOf(lab).elasticache.caches.size).toBe(0);
    expect(services()).not.toContain('EC2');
  });

  test('keeps all rules of explain, and breaks one in a VPC', async () => {
    await up(lab);
    const rules = explainSetUp(await readSetUp(lab.ctx));
    expect(rules.filter(({ ok }) => ok !== true)).toEqual([]);
    const inVpc = explainSetUp(await readSetUp(toVpcLab().ctx));
    expect(inVpc.filter(({ ok }) => ok === false).map(({ rule }) => rule)).toEqual([
      'policy-vpc',
      'function-vpc',
    ]);
  });

  test('its checks name no network', async () => {
    const ctx = toReadContext(lab.ctx);
    const checks = Object.values(blueprint.lookups).flatMap((one) => one.checks ?? []);
    const said = await Promise.all(checks.map((check) => check.run(ctx)));
    expect(said.flat()).toEqual([]);
    expect(services()).not.toContain('EC2');
  });
});
