import { describe, expect, test } from 'vitest';
import {
  type AlternativeOf,
  ASSUMPTIONS,
  type AssumptionId,
  type PaceName,
} from '../../../../src/emulator/index.js';
import { type AssumptionLab, startAssumptionLab } from './lab.js';

/** What a client does, and what it sees under each alternative of one assumption. */
export interface Scenario<Id extends AssumptionId> {
  readonly pace?: PaceName;
  see(lab: AssumptionLab): Promise<unknown>;
  readonly expected: { readonly [Name in AlternativeOf<Id>]: unknown };
}

export type Scenarios<Id extends AssumptionId> = { readonly [One in Id]: Scenario<One> };

/** Plays each alternative. What a client sees must differ for each: otherwise the alternative changes nothing. */
export function playAlternatives<Id extends AssumptionId>(scenarios: Scenarios<Id>): void {
  for (const [id, { pace, see, expected }] of Object.entries<Scenario<AssumptionId>>(scenarios)) {
    describe(`assumption ${id}`, () => {
      const alternatives = Object.entries(expected);
      const { assumed }: { assumed: string } = ASSUMPTIONS[id as AssumptionId];

      test('has alternatives that a client can tell apart', () => {
        const seen = alternatives.map(([, value]) => JSON.stringify(value));
        expect(new Set(seen).size).toBe(seen.length);
      });

      test.each(alternatives)('%s', async (alternative, value) => {
        // The endpoint must play the assumed alternative without being asked.
        const assume = alternative === assumed ? {} : { [id]: alternative };
        await using lab = await startAssumptionLab(assume, pace);
        expect(await see(lab)).toEqual(value);
      });
    });
  }
}
