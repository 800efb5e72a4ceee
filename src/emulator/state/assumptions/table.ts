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

const HIDES_PORT = 'clients can log in by the time the endpoint is known';

/** The pairs of alternatives that exclude each other. */
export const EXCLUDED_PAIRS: readonly ExcludedPair[] = [
  {
    pair: ['new-users=active', 'new-users-in-groups=refused'],
    because: 'a user that is active at once is never refused',
  },
  { pair: ['cache-endpoint=late', 'new-cache-port=closes'], because: HIDES_PORT },
  { pair: ['cache-endpoint=late', 'new-cache-port=unavailable'], because: HIDES_PORT },
  {
    pair: ['first-invoke=interface-not-ready', 'invoke-during-update=refused'],
    because: 'a client cannot tell which of them refuses the first call',
  },
];
