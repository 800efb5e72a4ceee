import type { AwsCall } from '../aws/aws-call.js';
import type { ProgressEvent } from '../engine/events.js';
import type { LogLineFacts } from './documents.js';

/** What every function takes; the command-line options of the same names. */
export interface LabOptions {
  /** Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1. */
  readonly region?: string;
  /** A profile of the AWS configuration. */
  readonly profile?: string;
  /** The lab's name: a prefix for every resource name. */
  readonly lab?: string;
  /** Use the endpoint on this machine instead of AWS. */
  readonly local?: boolean;
  /** With `local`: `instant`, `real`, or a factor of real. */
  readonly pace?: string;
  /** With `local`: a file with faults for the endpoint to play. */
  readonly faults?: string;
  /** Time limit, such as `90s`, `60m` (the default) or `2h`. */
  readonly timeout?: string;
  /** Read this file instead of `.env`. */
  readonly dotenv?: string;
  /** `VALKEY_LAB_…` variables; they win over the environment's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Ends waits; calls in flight are awaited, then the function rejects with `INTERRUPTED`. */
  readonly signal?: AbortSignal;
  /** Hears what happens to each resource. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Hears of each finished AWS call; no parameter and no body is in it. */
  readonly onCall?: (call: AwsCall) => void;
  /** Hears what a person would be told beside the result. */
  readonly onNote?: (text: string) => void;
}

/** Of functions that change something. */
export interface ChangeOptions extends LabOptions {
  /** Change nothing: the document says what would be done. */
  readonly dryRun?: boolean;
}

export interface UpOptions extends ChangeOptions {
  /** Write a page about the run to this file (.html). */
  readonly report?: string;
}

export interface DownAllOptions extends DownOptions {
  /** Only labs whose newest resource is older, such as `6h`. */
  readonly olderThan?: string;
}

export interface DownOptions extends ChangeOptions {
  /** Whether to wait until Lambda has released its network interfaces (default: true). */
  readonly waitInterfaces?: boolean;
}

export interface LogsOptions extends LabOptions {
  /** How far back, such as `90s`, `10m` (the default) or `24h`. */
  readonly since?: string;
  /** Go on for lines to come, until `signal` ends it. */
  readonly follow?: boolean;
  /** With `follow`: hears of each line. */
  readonly onLine?: (line: LogLineFacts) => void;
}

export interface BenchOptions extends LabOptions {
  /** Warm invocations (default: 100). */
  readonly count?: number;
  /** How many at once (default: 5). */
  readonly concurrency?: number;
  /** Write a page about it to this file (.html). */
  readonly report?: string;
}

export interface InvokeOptions extends LabOptions {
  /** The event; anything that JSON can say. */
  readonly payload?: unknown;
  /** Write the reply to this file. */
  readonly output?: string;
  /** Invoke so many times, one after another. */
  readonly count?: number;
}

export interface ExplainOptions extends LabOptions {
  /** The token; left out: the lab's set-up is explained. */
  readonly token?: string;
}
