/** `failed`: `up` would fail. `warning`: it may, or will one day. `unknown`: it could not be looked at. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

/** One line of the doctor's report. */
export interface Finding {
  readonly check: string;
  readonly state: CheckState;
  readonly message: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

/** What a check says. The doctor adds the check's name, unless the check says more than one thing. */
export type Said = Omit<Finding, 'check' | 'remedy'> & {
  readonly check?: string;
  readonly remedy?: string | undefined;
};

/** One look, at one thing; reads only. What it throws becomes its finding. */
export interface Check<Context> {
  readonly name: string;
  run(ctx: Context): Promise<Said | readonly Said[]>;
}
