import type { ResourceReport } from '../../../engine/events.js';
import type { Rule } from '../../explain/rule.js';
import type { Answer, Fact } from '../../results.js';

/** What a step has shown. */
export interface Outcome {
  readonly facts?: readonly Fact[];
  /** What the cache, or AWS, answered to attempts. */
  readonly answers?: readonly Answer[];
  /** The broken rules that `explain` finds; undefined when the step does not ask. */
  readonly rules?: readonly Rule[];
  /** What the step has repaired of its own mistake. */
  readonly repair?: {
    readonly resources: readonly ResourceReport[];
    readonly proof: string | null;
  };
}
