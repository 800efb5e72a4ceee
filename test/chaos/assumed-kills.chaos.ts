import { describe, test } from 'vitest';
import { down } from '../support/run-lab.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { ALTERNATIVES } from './support/alternatives.js';
import { type CallPlace, toPlaceText } from './support/calls.js';
import { killUp, recordUp, startAlternative, startAwsLab } from './support/in-process.js';
import { expectNothingAtAll } from './support/tally.js';

/**
 * `up` is killed right after each create, under every plausible behaviour of AWS. The many runs happen in this process, where
 * the minute for which AWS may hide a new resource takes no time.
 */

// The create comes first, so a sample has every create with many alternatives.
const creates = await findCreates();
const kills = creates.flatMap((place) =>
  ALTERNATIVES.map(
    (alternative) =>
      [`${toPlaceText(place)}, ${alternative.name}`, { alternative, place }] as const,
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
      expectNothingAtAll(context, lab);
      count(context, isKilled ? 'assumptions: kills' : 'assumptions: lives in this process');
    },
  );
});
