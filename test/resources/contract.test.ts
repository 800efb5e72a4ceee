import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import { inspectAll } from '../../src/engine/inspect.js';
import { previewDestroy, previewEnsure } from '../../src/engine/preview.js';
import type { ResourceName } from '../../src/resources/index.js';
import { blueprint } from '../../src/resources/index.js';
import { createForeign } from '../support/foreign.js';
import { type Lab, startLab } from '../support/lab.js';

/** The contract that every resource fulfils. A new resource is tested without a change here. */

const made = blueprint.resources.filter(({ name }) => name !== 'networkInterfaces');

/** Returns a resource with everything that it needs. */
function withNeeds(name: ResourceName): ResourceName[] {
  const step = blueprint.resources.find((one) => one.name === name);
  const needs = [...(step?.dependsOn ?? []), ...(step?.uses ?? []), ...(step?.later ?? [])];
  return [...new Set([name, ...needs.flatMap(withNeeds)])];
}

describe.each(made.map((step) => [step.name, step] as const))('the resource %s', (name, step) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('is created once; a second run changes nothing and says so', async () => {
    await ensureAll(blueprint, withNeeds(name), lab.ctx);
    const label = step.label(lab.ctx);
    const first = lab.reports().find((one) => one.kind === step.kind && one.name === label);
    expect(first?.action).toBe('created');
    const changesBefore = lab.changes().length;
    lab.events.length = 0;

    await ensureAll(blueprint, withNeeds(name), lab.ctx);

    expect(lab.reports().every(({ action }) => action === 'unchanged')).toBe(true);
    expect(lab.changes().slice(changesBefore)).toEqual([]);
  });

  test('is removed; a second run finds nothing', async () => {
    await ensureAll(blueprint, withNeeds(name), lab.ctx);
    lab.events.length = 0;

    await destroyAll(blueprint.resources, lab.ctx);

    const label = step.label(lab.ctx);
    const report = lab.reports().find((one) => one.kind === step.kind && one.name === label);
    expect(report).toMatchObject({ action: 'deleted', state: 'absent' });
    expect(lab.emulator.isEmpty()).toBe(true);
    const changesBefore = lab.changes().length;
    lab.events.length = 0;

    await destroyAll(blueprint.resources, lab.ctx);

    expect(lab.reports().every(({ action }) => action === 'absent')).toBe(true);
    expect(lab.changes().slice(changesBefore)).toEqual([]);
  });

  test('appears in a dry run, which changes nothing', async () => {
    const { reports: before } = await previewEnsure(blueprint, withNeeds(name), lab.ctx);
    expect(lab.changes()).toEqual([]);
    expect(before.every(({ action }) => action === 'created')).toBe(true);

    await ensureAll(blueprint, withNeeds(name), lab.ctx);
    const changesBefore = lab.changes().length;
    const { reports: after } = await previewEnsure(blueprint, withNeeds(name), lab.ctx);
    const removal = await previewDestroy(blueprint.resources, lab.ctx);

    expect(after.map(({ action }) => action)).toEqual(after.map(() => 'unchanged'));
    const label = step.label(lab.ctx);
    const own = removal.find((one) => one.kind === step.kind && one.name === label);
    expect(own?.action).toBe('deleted');
    expect(lab.changes().slice(changesBefore)).toEqual([]);
  });
});

const kinds = Object.keys(createForeign) as (keyof typeof createForeign)[];
const strangers = [
  ['without tags', {}],
  ['of another lab', { 'valkey-lab:lab': 'other', 'valkey-lab:region': 'us-east-1' }],
  ['of another region', { 'valkey-lab:lab': 'default', 'valkey-lab:region': 'eu-west-1' }],
] as const;

describe.each(kinds)('a foreign resource with the name of %s', (name) => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test.each(strangers)(
    '%s is refused before the first change and stays after down',
    async (_, tags) => {
      await createForeign[name]?.(lab, tags);
      const changesBefore = lab.changes().length;
      const isUntaggedLogGroup = name === 'logGroup' && Object.keys(tags).length === 0;
      const run = ensureAll(
        blueprint,
        blueprint.resources.map((step) => step.name),
        lab.ctx,
      );

      if (isUntaggedLogGroup) {
        // Lambda creates log groups without tags. An older one is left alone and is no reason to refuse.
        await run;
        expect(lab.reports().find(({ kind }) => kind === 'log-group')?.action).toBe('kept');
      } else {
        await expect(run).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE', exitCode: 3 });
        expect(lab.changes().slice(changesBefore)).toEqual([]);
      }
      lab.events.length = 0;

      await destroyAll(blueprint.resources, lab.ctx);

      const step = blueprint.resources.find((one) => one.name === name);
      expect(step).toBeDefined();
      if (!step) return;
      const kept = lab.reports().find((one) => one.name === step.label(lab.ctx));
      expect(kept).toMatchObject({ action: 'kept', owned: false });
      const seen = await inspectAll([step], lab.ctx);
      expect(seen.get(name)?.state).not.toBe('absent');
    },
  );
});
