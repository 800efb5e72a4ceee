import type { Emulator } from '../../../src/emulator/index.js';
import { ensureAll } from '../../../src/engine/ensure.js';
import { blueprint } from '../../../src/resources/index.js';
import { selectResources } from '../../../src/resources/shared/blueprint.js';
import { startLab } from '../../support/lab.js';
import { driftLab } from './drift.js';

/** Creates a whole lab as `up` does, but in this process and without waiting, to prepare a test. */
export async function makeLab(emulator: Emulator, name = ''): Promise<void> {
  await using lab = await startLab({ emulator, name });
  await ensureAll(blueprint, selectResources(blueprint, 'up'), lab.ctx);
}

/** Creates a lab with changes to every resource, so `up` and `down` have the most work. */
export async function makeDriftedLab(emulator: Emulator): Promise<void> {
  await makeLab(emulator);
  await driftLab(emulator);
}
