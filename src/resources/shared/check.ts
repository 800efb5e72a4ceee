import type { Hint } from '../../errors.js';

/** `failed`: `up` would fail. `warning`: it may fail, or will later. `unknown`: the check itself failed. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

/** One line of the doctor's report. */
export interface Finding {
  readonly check: string;
  readonly state: CheckState;
  readonly message: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: Hint | null;
}

/** The result of a check. `doctor` adds the check's name if `check` is missing. */
export type Said = Omit<Finding, 'check' | 'remedy'> & {
  readonly check?: string;
  readonly remedy?: string | Hint | undefined;
};

/** One check of `doctor`; it only reads. An error that it throws becomes its finding. */
export interface Check<Context> {
  readonly name: string;
  run(ctx: Context): Promise<Said | readonly Said[]>;
}
