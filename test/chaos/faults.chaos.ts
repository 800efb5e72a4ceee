import { afterAll, describe, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/index.js';
import { createCli } from '../support/cli.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { startChaosLab } from './support/chaos-lab.js';
import { driftLab } from './support/drift.js';
import { countFaults, expectNothingLeft } from './support/tally.js';

/** Only the first matching rule applies, so later probabilities are slightly higher than their share of the calls. */
const FAULTS: Readonly<Record<string, readonly FaultRule[]>> = {
  '30 % throttled': [{ kind: 'throttle', probability: 0.3 }],
  '15 % errors 500 and 503, half of them after the call took effect': [
    { kind: 'error', code: 'InternalFailure', status: 500, probability: 0.04 },
    { kind: 'error', code: 'InternalFailure', status: 500, probability: 0.04, when: 'after' },
    { kind: 'error', code: 'ServiceUnavailable', status: 503, probability: 0.04 },
    { kind: 'error', code: 'ServiceUnavailable', status: 503, probability: 0.04, when: 'after' },
  ],
  '20 % reset, half of them after the call took effect': [
    { kind: 'reset', probability: 0.1 },
    { kind: 'reset', probability: 0.112, when: 'after' },
  ],
  '30 % slow': [{ kind: 'delay', ms: 1500, probability: 0.3 }],
};

const SEEDS = [1, 2, 3, 4];

const cli = createCli();
afterAll(() => cli[Symbol.asyncDispose]());

describe.concurrent.for(Object.entries(FAULTS))('%s', ([, rules]) => {
  test.concurrent.for(sample(SEEDS))('every command succeeds, seed %i', async (seed, context) => {
    await using lab = await startChaosLab(cli, { pace: seed % 2 === 0 ? '0.005' : 'instant' });
    const finish = async (command: string) => {
      lab.emulator.setFaults({ seed, rules });
      const { exitCode, stderr } = await lab.run([command]);
      context.expect(exitCode, `${command}: ${stderr}`).toBe(0);
    };

    await finish('up');
    lab.emulator.setFaults({ rules: [] });
    await driftLab(lab.emulator);
    await finish('up');
    await finish('invoke');
    await finish('status');
    await finish('down');

    expectNothingLeft(context, lab);
    countFaults(context, lab);
    count(context, 'runs under faults', 5);
  });
});
