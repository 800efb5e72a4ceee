import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewEnsure } from '../../src/engine/preview.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { type Lab, startLab } from '../support/lab.js';
import { present, regionOf, up } from '../support/run-lab.js';

/** Finds the tags of everything in the lab that AWS lets a user tag. */
function findTags(lab: Lab): Record<string, ReadonlyMap<string, string>> {
  const { elasticache, lambda, logs } = regionOf(lab);
  const { iam } = lab.emulator.state;
  const { names } = lab.ctx.config;
  return {
    cache: present(elasticache.caches.get(names.cache)).tags,
    iamUser: present(elasticache.users.get(names.iamUser)).tags,
    defaultUser: present(elasticache.users.get(names.defaultUser)).tags,
    userGroup: present(elasticache.userGroups.get(names.userGroup)).tags,
    role: present(iam.roles.get(names.role)).tags,
    policy: present([...iam.policies.values()].find(({ name }) => name === names.policy)).tags,
    function: present(lambda.functions.get(names.function)).tags,
    logGroup: present(logs.groups.get(names.logGroup)).tags,
  };
}

const env = { VALKEY_LAB_TAGS: 'CostCenter=42, Team=cache' };
const withOwn = (tags: ReadonlyMap<string, string>) =>
  [...tags].filter(([key]) => !key.startsWith('valkey-lab:'));

describe('the tags of an organization', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('are part of the create calls of everything', async () => {
    const own = await startLab({ env, emulator: lab.emulator });
    await up(own);

    for (const tags of Object.values(findTags(own))) {
      expect(withOwn(tags)).toEqual([
        ['CostCenter', '42'],
        ['Team', 'cache'],
      ]);
    }
    expect(own.changes().filter((operation) => /Tag/.test(operation))).toEqual([]);
  });

  test('are added to existing resources or replaced there, shown before, and never removed', async () => {
    await up(lab);
    for (const tags of Object.values(findTags(lab)) as Map<string, string>[]) {
      tags.set('Team', 'other').set('Mine', '1');
    }
    const created = findTags(lab)['cache']?.get('valkey-lab:created');
    const own = await startLab({ env, emulator: lab.emulator });
    const names = blueprint.resources.map(({ name }) => name);

    const { changes } = await previewEnsure(blueprint, names, own.ctx);
    const { problems } = await readStatus(blueprint.resources, own.ctx);
    await up(own);

    expect(changes.filter(({ field }) => field === 'tag CostCenter')).toHaveLength(8);
    expect(changes).toContainEqual({
      ...{ resource: 'role/elasticache-iam-auth-app', field: 'tag Team' },
      ...{ from: 'other', to: 'cache' },
    });
    expect(problems).toHaveLength(8);
    for (const tags of Object.values(findTags(own))) {
      expect(Object.fromEntries(withOwn(tags))).toEqual({
        CostCenter: '42',
        Team: 'cache',
        Mine: '1',
      });
    }
    expect(findTags(own)['cache']?.get('valkey-lab:created')).toBe(created);
    const before = own.changes().length;
    await up(own);
    await up(lab);
    expect(own.changes()).toHaveLength(before);
  });
});
