import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bench } from '../../src/actions/bench/index.js';
import { downAll } from '../../src/actions/down/all.js';
import { down as downAction } from '../../src/actions/down/index.js';
import { createRole } from '../../src/actions/make.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { type Lab, startLab } from '../support/lab.js';
import { present, regionOf, up } from '../support/run-lab.js';

const JANE = 'arn:aws:iam::123456789012:user/jane';
const JOE = 'arn:aws:iam::123456789012:user/joe';

describe('two colleagues in one account and region', () => {
  let jane: Lab;
  beforeEach(async () => {
    jane = await startLab({ arn: JANE });
  });
  afterEach(() => jane[Symbol.asyncDispose]());
  const as = (arn: string, options: Parameters<typeof startLab>[0] = {}) =>
    startLab({ ...options, arn, emulator: jane.emulator });
  const OTHER = { code: 'OTHER_OWNER', exitCode: 3 };

  test('cannot change each other’s unnamed labs, with no command', async () => {
    await up(jane);
    const joe = await as(JOE);
    const before = joe.changes().length;

    await expect(up(joe)).rejects.toMatchObject({
      ...OTHER,
      message: expect.stringMatching(/belongs to "user\/jane" .*and you are "user\/joe"/),
    });
    await expect(createRole.act(joe.ctx, {})).rejects.toMatchObject(OTHER);
    await expect(downAction.act(joe.ctx, {})).rejects.toMatchObject(OTHER);
    await expect(bench.act(joe.ctx, { count: 1 })).rejects.toMatchObject(OTHER);

    expect(joe.changes()).toHaveLength(before);
    await up(await as(JANE));
  });

  test('a step is refused, even when only another step’s resource exists', async () => {
    await up(jane, ['serverlessCache']);
    const joe = await as(JOE);
    await expect(createRole.act(joe.ctx, {})).rejects.toMatchObject(OTHER);
    expect(joe.changes()).toEqual(['CreateServerlessCache']);
  });

  test('share named labs, and each resource keeps the name of who made it', async () => {
    const named = await as(JANE, { name: 'team' });
    await up(named, ['serverlessCache']);
    const joe = await as(JOE, { name: 'team' });
    await up(joe);

    const { reports } = await readStatus(blueprint.resources, joe.ctx);
    const owners = new Map(reports.map(({ kind, owner }) => [kind, owner]));
    expect(owners.get('serverless-cache')).toBe('user/jane');
    expect(owners.get('role')).toBe('user/joe');
    await downAction.act(joe.ctx, {});
    expect(jane.emulator.isEmpty()).toBe(true);
  });

  test('who sets VALKEY_LAB_OWNER can work on the lab of another name', async () => {
    await up(jane);
    const joe = await as(JOE, { env: { VALKEY_LAB_OWNER: 'user/jane' } });
    const before = joe.changes().length;
    await up(joe);
    expect(joe.changes()).toHaveLength(before);
  });

  test('a lab from before the tag belongs to the caller who holds its tags', async () => {
    await up(jane);
    const { caches, users, userGroups } = regionOf(jane).elasticache;
    const { roles, policies } = jane.emulator.state.iam;
    const { lambda, logs } = regionOf(jane);
    const tagged = [caches, users, userGroups, roles, policies, lambda.functions, logs.groups];
    for (const { tags } of tagged.flatMap((map) => [...map.values()])) {
      tags.delete('valkey-lab:owner');
    }
    const joe = await as(JOE);
    const before = joe.changes().length;
    await up(joe);
    expect(joe.changes()).toHaveLength(before);
    expect(present(caches.get('cache-01')).tags.has('valkey-lab:owner')).toBe(false);
  });

  test('down --all keeps the unnamed lab of another owner, and deletes named ones', async () => {
    await up(jane, ['serverlessCache']);
    await up(await as(JANE, { name: 'team' }), ['role']);
    const joe = await as(JOE);

    const { labs } = await downAll.act(joe.ctx, {});

    expect(labs.map(({ lab, action }) => [lab, action])).toEqual([
      ['', 'kept'],
      ['team', 'deleted'],
    ]);
  });
});
