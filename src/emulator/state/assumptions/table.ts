import { ANSWERS } from './answers.js';
import { CACHE_PORT } from './cache-port.js';
import { ELASTICACHE } from './elasticache.js';
import { ELASTICACHE_CHANGES } from './elasticache-changes.js';
import { LAMBDA } from './lambda.js';
import { READS } from './reads.js';

/** Every assumption about AWS, by id. docs/LOCAL.md shows this table. */
export const ASSUMPTIONS = {
  ...READS,
  ...ELASTICACHE,
  ...ELASTICACHE_CHANGES,
  ...LAMBDA,
  ...CACHE_PORT,
  ...ANSWERS,
};

export type AssumptionId = keyof typeof ASSUMPTIONS;

/** The names of an assumption's alternatives. */
export type AlternativeOf<Id extends AssumptionId> =
  keyof (typeof ASSUMPTIONS)[Id]['alternatives'] & string;

/** An assumption and one of its alternatives, as `--assume` takes them: `new-tags=late`. */
export type Choice = { [Id in AssumptionId]: `${Id}=${AlternativeOf<Id>}` }[AssumptionId];

/** Two choices that cannot be played together, and the reason. */
export interface ExcludedPair {
  readonly pair: readonly [Choice, Choice];
  readonly because: string;
}

const HIDES_TAGS = 'the late read hides the late tags';

/** The pairs of alternatives that exclude each other. */
export const EXCLUDED_PAIRS: readonly ExcludedPair[] = [
  { pair: ['elasticache-reads=stale', 'new-tags=late'], because: HIDES_TAGS },
];
