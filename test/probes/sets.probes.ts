import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Finding } from '../../scripts/aws-run/journal.js';
import { playProbes } from '../../scripts/aws-run/play.js';
import { ASSUMPTIONS, type Assume, type Assumption, toChoices } from '../../src/emulator/index.js';
import { startLocalAws } from '../../src/local.js';
import { sample } from '../support/sample.js';
import { count } from '../support/tally.js';
import { drawSets } from './sets.js';

const SETS = 50;
const sets = drawSets(SETS).map((assume, index) => ({ number: index + 1, assume }));

test.concurrent.for(sample(sets))(
  'the probes recognise every alternative of set $number',
  async ({ assume }, context) => {
    const startMs = Date.now();
    const clock = { now: () => startMs };
    await using aws = await startLocalAws({ pace: 'real', clock, assume });
    const found = Object.fromEntries((await playProbes(aws)).findings());
    expect(aws.isEmpty(), 'Something is left.').toBe(true);
    const expected = toFindings(assume);
    for (const [id, finding] of Object.entries(expected)) {
      const isRight = isDeepStrictEqual(found[id], finding);
      count(context, isRight ? `assumptions: ${finding.outcome}` : 'wrong');
    }
    count(context, 'sets');
    expect(found, toChoices(assume).join(' ')).toEqual(expected);
  },
);

/** Returns what the probes must find when an endpoint plays these alternatives. */
function toFindings(assume: Assume): Readonly<Record<string, Finding>> {
  const findings = Object.entries<Assumption>(ASSUMPTIONS).map(([id, assumption]) => {
    const { assumed, assumedAtRealPace = assumed, probe } = assumption;
    const played = Object.entries(assume).find(([name]) => name === id)?.[1] ?? assumed;
    const alternative = played === assumed ? assumedAtRealPace : played;
    const finding: Finding =
      probe === null ? { outcome: 'not observable' } : { outcome: 'observed', alternative };
    return [id, finding] as const;
  });
  return Object.fromEntries(findings);
}
