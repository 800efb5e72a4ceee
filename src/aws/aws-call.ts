/** The resource that a call belongs to. */
export interface CallSubject {
  readonly kind: string;
  readonly name: string;
}

/** One finished call, for `--verbose` and reports, without parameters and body. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** The HTTP status, or the error's name if no answer came. */
  readonly status: number | string;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
  /** The resource that it belongs to; null unless `followCalls` is on. */
  readonly resource: CallSubject | null;
}
