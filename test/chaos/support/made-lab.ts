import type { Emulator } from '../../../src/emulator/index.js';
import { ensureAll } from '../../../src/engine/ensure.js';
import { blueprint } from '../../../src/resources/index.js';
import { selectResources } from '../../../src/resources/shared/blueprint.js';
import { startLab } from '../../support/lab.js';
import { driftLab } from './drift.js';

/** Makes a whole lab as `up` does, but in this process and in no time: for what comes before a test. */
export async function makeLab(emulator: Emulator, name = ''): Promise<void> {
  await using lab = await startLab({ emulator, name });
  await ensureAll(blueprint, selectResources(blueprint, 'up'), lab.ctx);
}

/** A lab for which `up` and `down` have as much to do as can be. */
export async function makeDriftedLab(emulator: Emulator): Promise<void> {
  await makeLab(emulator);
  await driftLab(emulator);
}
