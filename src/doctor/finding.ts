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
