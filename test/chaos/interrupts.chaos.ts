import { afterAll, describe, type TestContext, test } from 'vitest';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { type ChaosLab, startChaosLab } from './support/chaos-lab.js';
import { makeLab } from './support/made-lab.js';
import type { ProgramEnd } from './support/program.js';
import { expectNothingLeft } from './support/tally.js';

/** An interrupted command must end within this time. */
const LEAVES_WITHIN_MS = 2_000;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
/** The calls at which the test sends the signal, spread over a whole run. */
const CALLS = [1, 6, 12, 18, 25, 32, 40];
/** Slow enough that the program still waits for AWS when it gets the signal. */
const PACE = '0.01';
const FLAGS = ['--lab', 'it', '--region', 'us-east-1'];

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

/** Waits for the n-th call. */
function waitForCall(lab: ChaosLab, n: number): Promise<void> {
  let calls = 0;
  return new Promise((resolve) => {
    lab.onCall = ({ phase }) => {
      if (phase === 'before') calls += 1;
      if (calls === n) resolve();
      return undefined;
    };
  });
}

/** Starts the command, sends the signal at the given call, and waits for the end. */
async function interrupt(
  lab: ChaosLab,
  { command, signal, call }: { command: string; signal: keyof typeof EXIT_CODES; call: number },
): Promise<ProgramEnd & { readonly leftAfterMs: number }> {
  const isReached = waitForCall(lab, call);
  const program = lab.start([command, ...FLAGS]);
  await isReached;
  const sent = performance.now();
  const end = await program.kill(signal);
  return { ...end, leftAfterMs: performance.now() - sent };
}

/** Returns `kind name` of every existing resource. */
async function findExisting(lab: ChaosLab): Promise<string[]> {
  const { stdout } = await lab.run(['status', ...FLAGS, '--json']);
  const { resources } = JSON.parse(stdout) as {
    resources: { kind: string; name: string; state: string }[];
  };
  return resources
    .filter(({ state }) => state !== 'absent')
    .map(({ kind, name }) => `${kind} ${name}`);
}

async function expectGoesOn({ expect }: TestContext, lab: ChaosLab, command: string) {
  const { exitCode, stderr } = await lab.run([command, ...FLAGS]);
  expect(exitCode, stderr).toBe(0);
}

describe.concurrent.for(['up', 'down'] as const)('%s is interrupted', (command) => {
  const moments = CALLS.map((call, index) => ({
    call,
    signal: index % 2 === 0 ? ('SIGINT' as const) : ('SIGTERM' as const),
  }));
  test.concurrent.for(sample(moments))('by $signal at call $call', async (moment, context) => {
    const { expect } = context;
    await using lab = await startChaosLab(cli, { pace: PACE });
    if (command === 'down') await makeLab(lab.emulator, 'it');

    const end = await interrupt(lab, { command, ...moment });

    count(context, 'interrupted runs');
    expect(end.exitCode, end.stderr).toBe(EXIT_CODES[moment.signal]);
    expect(end.leftAfterMs).toBeLessThan(LEAVES_WITHIN_MS);
    expect(end.stderr).toMatch(/^Error (INTERRUPTED|TERMINATED): /m);
    for (const next of ['up', 'down']) {
      expect(end.stderr).toContain(`cli.js ${next} --lab it --region us-east-1\``);
    }
    // The first call finds the account, so before it the program cannot list the lab.
    if (moment.call > 1) {
      expect(end.stderr).toMatch(/What exists now:|Nothing of the lab exists/);
      for (const name of await findExisting(lab)) expect(end.stderr).toContain(name);
    }
    await expectGoesOn(context, lab, command);
    await expectGoesOn(context, lab, 'down');
    expectNothingLeft(context, lab);
  });
});

describe.concurrent('AWS does not answer', () => {
  /** Holds back all answers from the n-th call, until the test calls `release`. */
  function hold(lab: ChaosLab, n: number) {
    let release = () => {};
    const released = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    let calls = 0;
    const held = new Promise<void>((resolve) => {
      lab.onCall = ({ phase }) => {
        if (phase === 'before') calls += 1;
        if (calls < n) return undefined;
        resolve();
        return released;
      };
    });
    return { held, release };
  }

  test.concurrent('an interrupted command still ends in time', async (context) => {
    const { expect } = context;
    await using lab = await startChaosLab(cli, { pace: PACE });
    const { held, release } = hold(lab, 20);
    const program = lab.start(['up', ...FLAGS]);
    await held;
    const sent = performance.now();
    const end = await program.kill('SIGINT');

    expect(performance.now() - sent).toBeLessThan(LEAVES_WITHIN_MS);
    expect(end.exitCode, end.stderr).toBe(130);
    expect(end.stderr).toContain('What exists could not be read in time');
    release();
    lab.onCall = undefined;
    await expectGoesOn(context, lab, 'down');
    expectNothingLeft(context, lab);
    count(context, 'interrupted runs');
  });

  test.concurrent('a second signal ends the command immediately', async (context) => {
    const { expect } = context;
    await using lab = await startChaosLab(cli, { pace: PACE });
    const { held, release } = hold(lab, 20);
    const program = lab.start(['up', ...FLAGS]);
    await held;
    program.signal('SIGINT');
    const end = await program.kill('SIGTERM');

    expect([130, 143], end.stderr).toContain(end.exitCode);
    // The program does not wait for a look at the lab, but it still reports the interruption.
    expect(end.stderr).toMatch(/INTERRUPTED|TERMINATED/);
    release();
    lab.onCall = undefined;
    await expectGoesOn(context, lab, 'down');
    expectNothingLeft(context, lab);
    count(context, 'interrupted runs');
  });
});
