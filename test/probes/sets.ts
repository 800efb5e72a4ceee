import fc from 'fast-check';
import {
  ASSUMPTIONS,
  type Assume,
  type Assumption,
  EXCLUDED_PAIRS,
  toChoices,
} from '../../src/emulator/index.js';

const SEED = 15;

/** One random alternative of each assumption, unless alternatives exclude each other. */
const sets: fc.Arbitrary<Assume> = fc
  .record(
    Object.fromEntries(
      Object.entries<Assumption>(ASSUMPTIONS).map(([id, { alternatives }]) => {
        return [id, fc.constantFrom(...Object.keys(alternatives))];
      }),
    ),
  )
  .filter((set) => {
    const choices: readonly string[] = toChoices(set);
    return !EXCLUDED_PAIRS.some(({ pair }) => pair.every((one) => choices.includes(one)));
  });

/** Returns random sets of compatible alternatives, which are the same in each run. */
export function drawSets(count: number): readonly Assume[] {
  return fc.sample(sets, { numRuns: count, seed: SEED });
}
