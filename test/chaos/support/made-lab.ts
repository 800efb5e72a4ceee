import type { Emulator } from '../../../src/emulator/index.js';
import { ensurePlan } from '../../../src/plan/ensure.js';
import { allSteps, commands, lookups, stepsOf } from '../../../src/steps/index.js';
import { startLab } from '../../support/lab.js';
import { driftLab } from './drift.js';

/** Makes a whole lab as `up` does, but in this process and in no time: for what comes before a test. */
export async function makeLab(emulator: Emulator, name = ''): Promise<void> {
  await using lab = await startLab({ emulator, name });
  await ensurePlan({ allSteps, lookups, commands }, stepsOf.up, lab.ctx);
}

/** A lab for which `up` and `down` have as much to do as can be. */
export async function makeDriftedLab(emulator: Emulator): Promise<void> {
  await makeLab(emulator);
  await driftLab(emulator);
}
