/** The resource that a call is made for. */
export interface CallSubject {
  readonly kind: string;
  readonly name: string;
}

/** One finished call, for `--verbose` and reports. No parameter, no body. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** HTTP status, or the error's name where there was no answer. */
  readonly status: number | string;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
  /** What it was made for, where it was made for one and somebody asked (`followCalls`). */
  readonly resource: CallSubject | null;
}
