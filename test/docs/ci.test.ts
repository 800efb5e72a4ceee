import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { destroyLab } from '../../src/actions/down/destroy-lab.js';
import { findLabs } from '../../src/actions/down/find-labs.js';
import { blueprint } from '../../src/resources/index.js';
import { findPermissions, toOperatorPolicy, toScope } from '../../src/resources/operator-policy.js';
import { startLab } from '../support/lab.js';
import { asOperator } from '../support/operator.js';
import { up } from '../support/run-lab.js';

const ROOT = join(import.meta.dirname, '..', '..');
const WORKFLOWS = join(ROOT, '.github', 'workflows');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

describe('CONTRIBUTING.md', () => {
  test('lists every workflow', () => {
    const named = [...read('CONTRIBUTING.md').matchAll(/^\| \[([\w-]+\.yml)\]/gm)].map(
      ([, name]) => name,
    );
    expect(named.sort()).toEqual(readdirSync(WORKFLOWS).sort());
  });
});

describe('docs/CI.md', () => {
  test('has workflows that pin every action by commit, with its version in a comment', () => {
    const texts = [
      read('action.yml'),
      read('.github', 'actions', 'program', 'action.yml'),
      ...readdirSync(WORKFLOWS).map((name) => read('.github', 'workflows', name)),
    ];
    const used = texts.flatMap((text) => [...text.matchAll(/\buses: (?!\.\/)(.*)$/gm)]);
    expect(used.length).toBeGreaterThan(10);
    for (const [, action] of used) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test("gives the sweep's role the permissions that it needs, and additional permissions only to list", async () => {
    await using lab = await startLab({ name: 'pr-7' });
    await up(lab);
    const [, statement = ''] = read('docs', 'CI.md').split(
      'with this additional statement:\n\n```json\n',
    );
    const lists = JSON.parse(statement.slice(0, statement.indexOf('```')));
    const scope = toScope(lab.ctx, lab.ctx.identity);
    const printed = JSON.stringify(toOperatorPolicy(findPermissions(blueprint), scope));
    const policy = JSON.parse(printed.replaceAll(/pr-7-*/g, '*'));
    policy.Statement.push(lists);
    const sweeper = await asOperator(lab, policy);

    const { labs } = await findLabs(blueprint, sweeper.ctx);
    for (const found of labs) await destroyLab(blueprint.resources, sweeper.ctx, found);

    expect(labs.map((found) => found.lab)).toEqual(['pr-7']);
    expect(sweeper.denied).toEqual([]);
    expect((await findLabs(blueprint, lab.ctx)).labs).toEqual([]);
    for (const action of lists.Action) expect(sweeper.actions).toContain(action);
  });
});
