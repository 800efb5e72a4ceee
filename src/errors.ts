import type { Hint } from './error-catalog/entry.js';
import { CATALOG, type ErrorCode } from './error-catalog/index.js';

export { CATALOG, type ErrorCode, type Hint };

/** Converts a hint that is only a text. */
export function toHint(hint: string | Hint): Hint {
  return typeof hint === 'string' ? { text: hint } : hint;
}

/** AWS's own facts about a failed call. */
export interface AwsErrorFacts {
  readonly service: string | null;
  readonly operation: string | null;
  readonly code: string | null;
  readonly requestId: string | null;
}

/** An expected failure: people see its message and hint, never a stack trace. `Result` is the failed action's result. */
export class LabError<Result extends object = object> extends Error {
  override readonly name = 'LabError';
  readonly hint: Hint;
  readonly exitCode: number;
  /** The resource, as `kind/name`. */
  readonly resource: string | undefined;
  readonly aws: AwsErrorFacts | undefined;
  /** The known part of the action's result. */
  result: Partial<Result>;
  /** All failures of the run; this error is the first. */
  failures: readonly Error[] = [this];

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: {
      hint?: string | Hint | undefined;
      cause?: unknown;
      resource?: string | undefined;
      aws?: AwsErrorFacts | undefined;
      result?: Partial<Result>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = toHint(options.hint ?? CATALOG[code].hint);
    this.exitCode = CATALOG[code].exitCode;
    this.resource = options.resource;
    this.aws = options.aws;
    this.result = options.result ?? {};
  }
}
