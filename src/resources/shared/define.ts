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

/** The session, for reads that happen together. */
export type ReadContext = ReadContextOf<Session>;

/** The session, for one resource. */
export type ResourceContext = ResourceContextOf<Session>;

/** The operator's permissions for a resource or look-up, and the checks of `doctor`. */
export interface Requirements {
  readonly permissions?: readonly Permission[];
  /** Checks that call AWS. */
  readonly checks?: readonly Check<ReadContext>[];
  /** Checks of the configuration alone. */
  readonly settingsChecks?: readonly Check<Pick<Session, 'config'>>[];
}

/** The parts of a lab's resource that the engine does not know. */
export interface Facets extends Requirements {
  /** The configured name of the resource; without one, its name follows from the lab's. */
  readonly nameKey?: NameKey;
  /** Lists every resource of this kind in the account and region, for `down --all`. */
  listAll?(ctx: ReadContext): Promise<readonly Candidate[]>;
  /** The minimum that AWS bills while the resource exists. */
  readonly cost?: Cost;
}

export interface Cost {
  readonly minUsdPerMonth: number;
  readonly source: string;
}

/** Defines a resource of the lab. `src/resources/index.ts` checks that other resources provide its needs. */
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

/** Defines a look-up: a fact that a run reads before its first change. */
export function defineLookup<T>(
  definition: Lookup<Session, T> & Requirements,
): Lookup<Session, T> & Requirements {
  return definition;
}
