import { afterAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { down } from '../support/run-lab.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { ALTERNATIVES } from './support/alternatives.js';
import { type CallPlace, isRead, toPlaceText } from './support/calls.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { killUp, recordUp, startAlternative, startAwsLab } from './support/in-process.js';
import { expectNothingLeft } from './support/tally.js';

/**
 * The lab under every plausible behaviour of AWS, one at a time. The built program runs the lab's life. The many kills run in
 * this process, where the minute for which AWS may hide a new resource takes no time.
 */

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

const named = ALTERNATIVES.map((alternative) => [alternative.name, alternative] as const);

async function runAll(lab: ChaosLab, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const { exitCode, stderr } = await lab.run([command]);
    expect(exitCode, `${command}: ${stderr}`).toBe(0);
  }
}

/** Looks with an administrator's eye: interfaces, too, are gone. */
function expectNothingOf(emulator: Emulator): void {
  expect(emulator.isEmpty()).toBe(true);
  expect([...emulator.state.region('us-east-1').ec2.networkInterfaces.keys()]).toEqual([]);
}

describe.concurrent('if AWS behaves as', () => {
  test.concurrent.for(sample(named))(
    '%s: the life of a lab succeeds, and a second up changes nothing',
    async ([, { assume }], context) => {
      await using lab = await startChaosLab(cli, { assume });
      await runAll(lab, ['up']);
      const before = lab.emulator.calls().length;
      await runAll(lab, ['up']);
      const second = lab.emulator.calls().slice(before);
      const changes = second.filter(({ operation }) => !isRead(operation ?? ''));
      context.expect(changes.map(({ operation }) => operation)).toEqual([]);
      await runAll(lab, ['invoke', 'verify', 'down']);
      expectNothingLeft(context, lab);
      expectNothingOf(lab.emulator);
      count(context, 'assumptions: lives');
    },
  );

  test.concurrent.for(sample(named))(
    '%s: the steps of the tutorial succeed in their order',
    async ([, { assume }], context) => {
      await using lab = await startChaosLab(cli, { assume });
      await runAll(lab, ['create-cache', 'create-role', 'create-users', 'deploy-function']);
      await runAll(lab, ['invoke', 'down']);
      expectNothingLeft(context, lab);
      expectNothingOf(lab.emulator);
      count(context, 'assumptions: steps');
    },
  );
});

const creates = await findCreates();
const kills = ALTERNATIVES.flatMap((alternative) =>
  creates.map(
    (place) => [`${alternative.name}, ${toPlaceText(place)}`, { alternative, place }] as const,
  ),
);

/** Finds the creating calls of an undisturbed `up`. */
async function findCreates(): Promise<readonly CallPlace[]> {
  const emulator = await startAlternative({ name: '', assume: {} });
  try {
    const places = await recordUp(emulator);
    return places.filter(({ operation }) => /^(Create|Attach)/.test(operation));
  } finally {
    await emulator.close();
  }
}

describe.concurrent('after up was killed right after a create', () => {
  test.concurrent.for(sample(kills))(
    '%s: down at once leaves nothing',
    async ([, { alternative, place }], context) => {
      await using emulator = await startAlternative(alternative);
      const isKilled = await killUp(emulator, place);
      await using lab = await startAwsLab(emulator);
      await down(lab);
      if (!emulator.isEmpty()) count(context, 'leaks');
      expectNothingOf(emulator);
      count(context, isKilled ? 'assumptions: kills' : 'assumptions: lives in this process');
    },
  );
});
