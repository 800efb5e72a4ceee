import { type AlternativeOf, ASSUMPTIONS, type AssumptionId } from '../../src/emulator/index.js';

/** Why a run does not know an alternative. The report shows these texts and no others. */
export const REASONS = [
  'The run ended before this probe.',
  'The probe failed.',
  'The answer fits no alternative.',
  'The service-linked role existed before the run.',
  'The caller has temporary credentials, and the probe needs an access key of a user.',
  'The cache could not be reached in time.',
  'The resource changed before the probe could look.',
  'The network interface was still in use at the end of the run.',
] as const;
export type Reason = (typeof REASONS)[number];

/** The waits that a run measures. */
export const WAITS = [
  'user-active',
  'group-active',
  'function-active',
  'function-update',
  'function-vpc-update',
  'cache-available',
  'cache-endpoint',
  'public-cache-available',
  'first-login',
  'group-change',
  'cache-gone',
  'group-free',
  'interface-available',
  'interface-gone',
] as const;
export type WaitName = (typeof WAITS)[number];

/** What a run found out about one assumption. */
export type Finding =
  | { readonly outcome: 'observed'; readonly alternative: string }
  | { readonly outcome: 'not observed'; readonly reason: Reason }
  | { readonly outcome: 'not observable' };

/** An error of AWS, as it came. Only the report's templates may leave the process. */
export interface SeenError {
  readonly service: string;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
}

/** What a run has found out so far. */
export interface Journal {
  readonly waits: ReadonlyMap<WaitName, number>;
  readonly errors: readonly SeenError[];
  /** Notes which alternative is true. The first observation of an assumption counts. */
  observe<Id extends AssumptionId>(id: Id, alternative: AlternativeOf<Id>): void;
  /** Notes the alternative that the answers fit, if there is one. */
  judge<Id extends AssumptionId>(id: Id, alternative: AlternativeOf<Id> | undefined): void;
  /** Notes why a probe found no alternative. */
  miss(id: AssumptionId, reason: Reason): void;
  wait(name: WaitName, ms: number): void;
  addError(error: SeenError): void;
  /** Returns the finding for each assumption of the table. */
  findings(): ReadonlyMap<AssumptionId, Finding>;
}

/** Creates an empty journal. */
export function createJournal(): Journal {
  const found = new Map<string, Finding>();
  const waits = new Map<WaitName, number>();
  const errors: SeenError[] = [];
  const observe = (id: AssumptionId, alternative: string) => {
    if (found.get(id)?.outcome !== 'observed') found.set(id, { outcome: 'observed', alternative });
  };
  const miss = (id: AssumptionId, reason: Reason) => {
    if (!found.has(id)) found.set(id, { outcome: 'not observed', reason });
  };
  return {
    ...{ waits, errors, observe, miss },
    judge(id, alternative) {
      if (alternative === undefined) miss(id, 'The answer fits no alternative.');
      else observe(id, alternative);
    },
    wait: (name, ms) => waits.set(name, Math.round(ms)),
    addError: (error) => errors.push(error),
    findings: () => new Map(ids().map((id) => [id, found.get(id) ?? toUnknown(id)])),
  };
}

function toUnknown(id: AssumptionId): Finding {
  if (ASSUMPTIONS[id].probe === null) return { outcome: 'not observable' };
  return { outcome: 'not observed', reason: 'The run ended before this probe.' };
}

function ids(): AssumptionId[] {
  return Object.keys(ASSUMPTIONS).filter((id): id is AssumptionId => id in ASSUMPTIONS);
}
