import type { ResourceDefinition } from '../../engine/blueprint.js';
import type {
  ReadContext as ReadContextOf,
  ResourceContext as ResourceContextOf,
} from '../../engine/context.js';
import type { Lookup } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';
import type { Check } from './check.js';
import type { Candidate, NameKey } from './discovery.js';
import type { Permission } from './permissions.js';

/** The session as the reads of one moment get it. */
export type ReadContext = ReadContextOf<Session>;

/** The session as one resource gets it. */
export type ResourceContext = ResourceContextOf<Session>;

/** What the operator must be allowed for something, and what `doctor` looks at for it. */
export interface Requirements {
  readonly permissions?: readonly Permission[];
  /** Checks that ask AWS. */
  readonly checks?: readonly Check<ReadContext>[];
  /** Checks of the configuration alone. */
  readonly settingsChecks?: readonly Check<Pick<Session, 'config'>>[];
}

/** What a resource of the lab has besides the engine's contract. */
export interface Facets extends Requirements {
  /** Which configured name it goes by; none: its name follows from the lab's. */
  readonly nameKey?: NameKey;
  /** `down --all`: every resource of this kind in the account and region, whoever made it. */
  listAll?(ctx: ReadContext): Promise<readonly Candidate[]>;
  /** What AWS bills at least while it exists. */
  readonly cost?: Cost;
}

export interface Cost {
  readonly minUsdPerMonth: number;
  readonly source: string;
}

/** Defines a resource of the lab. `src/resources/index.ts` checks that the others give what it needs. */
export function defineResource<
  const N extends string,
  Output,
  Found,
  Needs,
  const A extends string = never,
  const D extends string = never,
  const U extends string = never,
  const L extends string = never,
  const K extends string = never,
>(
  definition: ResourceDefinition<Session, N, A, D, U, L, K, Output, Found, Needs> & Facets,
): ResourceDefinition<Session, N, A, D, U, L, K, Output, Found, Needs> & Facets {
  return definition;
}

/** Defines a look-up: a fact beside the resources, read before anything changes. */
export function defineLookup<T>(
  definition: Lookup<Session, T> & Requirements,
): Lookup<Session, T> & Requirements {
  return definition;
}
