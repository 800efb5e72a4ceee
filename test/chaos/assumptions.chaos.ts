import { afterAll, describe, expect, test } from 'vitest';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { ALTERNATIVES } from './support/alternatives.js';
import { isRead } from './support/calls.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { expectNothingAtAll } from './support/tally.js';

/** The life of a lab, and its steps, under every plausible behaviour of AWS, one at a time. The built program runs them. */

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

const named = ALTERNATIVES.map((alternative) => [alternative.name, alternative] as const);

async function runAll(lab: ChaosLab, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const { exitCode, stderr } = await lab.run([command]);
    expect(exitCode, `${command}: ${stderr}`).toBe(0);
  }
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
      expectNothingAtAll(context, lab);
      count(context, 'assumptions: lives');
    },
  );

  test.concurrent.for(sample(named))(
    '%s: the steps of the tutorial succeed in their order',
    async ([, { assume }], context) => {
      await using lab = await startChaosLab(cli, { assume });
      await runAll(lab, ['create-cache', 'create-role', 'create-users', 'deploy-function']);
      await runAll(lab, ['invoke', 'down']);
      expectNothingAtAll(context, lab);
      count(context, 'assumptions: steps');
    },
  );
});
