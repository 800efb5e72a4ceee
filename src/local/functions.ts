import type { FunctionOptions } from '../actions/options.js';
import type { InvocationResult } from '../actions/results.js';

export type { FunctionOptions, PackedFunction } from '../actions/options.js';
export type { InvocationReport, InvocationResult } from '../actions/results.js';

/** Your functions on a local AWS endpoint. */
export interface LocalFunctions {
  /**
   * Packs the function of a folder or .zip, and creates or updates it. The first call also makes a lab: the cache, its users and
   * the function's role. The function finds the cache by CACHE_NAME, CACHE_ENDPOINT, CACHE_PORT and CACHE_USER.
   * Rejects with `LabError` when the function cannot be packed.
   */
  deployFunction(path: string, options?: FunctionOptions): Promise<{ readonly name: string }>;
  /** Invokes a function with an event (default: `{}`). A failed function has a `functionError`. */
  invoke(name: string, event?: unknown): Promise<InvocationResult>;
}
