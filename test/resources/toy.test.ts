import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { diagnose } from '../../src/actions/doctor/diagnose.js';
import { destroyLab } from '../../src/actions/down/destroy-lab.js';
import { findLabs } from '../../src/actions/down/find-labs.js';
import type { Fulfilled, OutputsOf } from '../../src/engine/blueprint.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import { previewEnsure } from '../../src/engine/preview.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint, definitions, lookups, type Outputs } from '../../src/resources/index.js';
import { findPermissions, toOperatorPolicy, toScope } from '../../src/resources/operator-policy.js';
import type { LabBlueprint } from '../../src/resources/shared/blueprint.js';
import { type Lab, startLab } from '../support/lab.js';
import { toActions } from '../support/run-lab.js';
import { toy } from './toy.js';

/** The list of resources with one more line. */
const all = [...definitions, toy] as const;
const withToy: LabBlueprint<OutputsOf<typeof all>> = {
  resources: all satisfies Fulfilled<typeof all, typeof lookups>,
  lookups,
};
const names = withToy.resources.map(({ name }) => name);

describe('a resource that consists of one file and one line in the list', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ name: 'pr-7' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('is created by up with its needs, and only once', async () => {
    const preview = await previewEnsure(withToy, names, lab.ctx);
    expect(preview.reports).toContainEqual(expect.objectContaining(report('created')));

    await ensureAll(withToy, names, lab.ctx);
    expect(toActions(lab)['toy/toy-of-pr-7']).toBe('created');
    const before = lab.changes().length;

    await ensureAll(withToy, names, lab.ctx);
    expect(toActions(lab)['toy/toy-of-pr-7']).toBe('unchanged');
    expect(lab.changes().slice(before)).toEqual([]);
  });

  test('is shown by status, and removed by down before its needs', async () => {
    await ensureAll(withToy, names, lab.ctx);
    const { reports } = await readStatus(withToy.resources, lab.ctx);
    expect(reports).toContainEqual(expect.objectContaining(report('unchanged')));

    await destroyAll(withToy.resources, lab.ctx);

    expect(toActions(lab)['toy/toy-of-pr-7']).toBe('deleted');
    const order = lab.reports().map(({ kind }) => kind);
    expect(order.lastIndexOf('toy')).toBeLessThan(order.lastIndexOf('role'));
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('is found by its tags and removed by down --all, even alone', async () => {
    await ensureAll(withToy, names, lab.ctx);
    await destroyAll(
      blueprint.resources.filter(({ name }) => name !== 'role'),
      lab.ctx,
    );
    const elsewhere = await startLab({ emulator: lab.emulator });

    const { labs } = await findLabs(withToy, elsewhere.ctx);
    expect(labs.map((found) => found.lab)).toEqual(['pr-7']);
    for (const found of labs) await destroyLab(withToy.resources, elsewhere.ctx, found);

    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('is in the policy of doctor --print-policy, and has a check in doctor', async () => {
    const scope = toScope(lab.ctx, lab.ctx.identity);
    expect(toOperatorPolicy(findPermissions(withToy), scope).Statement).toContainEqual({
      Sid: 'Toy',
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:DeleteLogGroup'],
      Resource: ['arn:aws:logs:us-east-1:123456789012:log-group:toy-*'],
    });

    const { identity: _unknown, ...rest } = lab.ctx;
    const { findings } = await diagnose(withToy, rest);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'toy', state: 'ok' }));
  });

  const report = (action: string) => ({ kind: 'toy', name: 'toy-of-pr-7', action });
});

describe('the types of the list', () => {
  test('know the output of each resource', () => {
    expectTypeOf<Outputs['serverlessCache']['port']>().toEqualTypeOf<number>();
  });

  test('refuse a resource whose needs the other resources do not fulfil', () => {
    const alone = [toy] as const;
    // @ts-expect-error No resource in this list outputs a role.
    alone satisfies Fulfilled<typeof alone, typeof lookups>;
  });
});
