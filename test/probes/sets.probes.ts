import { expect, test } from 'vitest';
import { playProbes } from '../../scripts/aws-run/play.js';
import { ASSUMPTIONS, type Assumption, toChoices } from '../../src/emulator/index.js';
import { startLocalAws } from '../../src/local.js';
import { sample } from '../support/sample.js';
import { drawSets } from './sets.js';

const SETS = 50;
const sets = drawSets(SETS).map((assume, index) => ({ number: index + 1, assume }));

test.concurrent.each(sample(sets))(
  'the probes recognise every alternative of set $number',
  async ({ assume }) => {
    const startMs = Date.now();
    const clock = { now: () => startMs };
    await using aws = await startLocalAws({ pace: 'real', clock, assume });
    const journal = await playProbes(aws);
    const expected = Object.entries<Assumption>(ASSUMPTIONS).map(([id, assumption]) => {
      const { assumed, assumedAtRealPace = assumed, probe } = assumption;
      const played = Object.entries(assume).find(([name]) => name === id)?.[1] ?? assumed;
      const seen = played === assumed ? assumedAtRealPace : played;
      return [id, probe === null ? { outcome: 'not observable' } : toObserved(seen)];
    });
    expect(aws.isEmpty(), 'Something is left.').toBe(true);
    const found = Object.fromEntries(journal.findings());
    expect(found, toChoices(assume).join(' ')).toEqual(Object.fromEntries(expected));
  },
);

function toObserved(alternative: string) {
  return { outcome: 'observed', alternative };
}
