import { afterAll, describe, type TestContext, test } from 'vitest';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { isRead } from './support/calls.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { makeLab } from './support/made-lab.js';
import type { ProgramEnd } from './support/program.js';
import { expectNothingLeft } from './support/tally.js';

const PACES = ['instant', '0.02'] as const;

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

/** Expects success, or an error with its cause and the next step. */
function expectClearEnd({ expect }: TestContext, end: ProgramEnd): void {
  expect(end.stderr).not.toMatch(/This is a bug|at .*\.js:\d+/);
  if (end.exitCode === 0) return;
  expect([1, 3, 4], end.stderr).toContain(end.exitCode);
  expect(end.stderr).toMatch(/^Error [A-Z_]+: .+/m);
  expect(end.stderr).toMatch(/Next: .+/);
}

/** Expects that the lab works after `up`, and that `down` removes everything. */
async function expectSound(context: TestContext, lab: ChaosLab): Promise<void> {
  const up = await lab.run(['up']);
  context.expect(up.exitCode, up.stderr).toBe(0);
  const invoke = await lab.run(['invoke']);
  context.expect(invoke.exitCode, invoke.stderr).toBe(0);
  const down = await lab.run(['down']);
  context.expect(down.exitCode, down.stderr).toBe(0);
  expectNothingLeft(context, lab);
}

/** Waits for the n-th call that changes a resource. */
function waitForChange(lab: ChaosLab, n: number): Promise<void> {
  let changes = 0;
  return new Promise((resolve) => {
    lab.onCall = ({ phase, operation }) => {
      if (phase === 'after' && !isRead(operation)) changes += 1;
      if (changes === n) resolve();
      return undefined;
    };
  });
}

describe.concurrent.for(PACES)('two runs at the same time, with the pace %s', (pace) => {
  test.concurrent('two runs of up: both succeed, and there is one lab', async (context) => {
    await using lab = await startChaosLab(cli, { pace });
    const ends = await Promise.all([lab.run(['up']), lab.run(['up'])]);
    for (const end of ends) {
      expectClearEnd(context, end);
      context.expect(end.exitCode, end.stderr).toBe(0);
    }
    count(context, 'two runs at once');
    await expectSound(context, lab);
  });

  test.concurrent('two runs of down: both succeed', async (context) => {
    await using lab = await startChaosLab(cli, { pace });
    await makeLab(lab.emulator);
    const ends = await Promise.all([lab.run(['down']), lab.run(['down'])]);
    for (const end of ends) {
      expectClearEnd(context, end);
      context.expect(end.exitCode, end.stderr).toBe(0);
    }
    expectNothingLeft(context, lab);
    count(context, 'two runs at once');
  });

  const moments = [1, 4, 7, 10];
  test.concurrent.for(sample(moments))(
    'down begins at change %i of up',
    async (moment, context) => {
      await using lab = await startChaosLab(cli, { pace });
      const isReached = waitForChange(lab, moment);
      const up = lab.start(['up']);
      await Promise.race([isReached, up.ended]);
      const ends = await Promise.all([up.ended, lab.run(['down'])]);
      for (const end of ends) expectClearEnd(context, end);
      count(context, 'two runs at once');
      await expectSound(context, lab);
    },
  );

  test.concurrent.for(sample(moments))(
    'up begins at change %i of down',
    async (moment, context) => {
      await using lab = await startChaosLab(cli, { pace });
      await makeLab(lab.emulator);
      const isReached = waitForChange(lab, moment);
      const down = lab.start(['down']);
      await Promise.race([isReached, down.ended]);
      const ends = await Promise.all([down.ended, lab.run(['up'])]);
      for (const end of ends) expectClearEnd(context, end);
      count(context, 'two runs at once');
      await expectSound(context, lab);
    },
  );
});
