import type { LogLine } from '../aws/log-line.js';
import type { InvocationResult } from './results.js';

export interface MakeOptions {
  /** Change nothing: the result says what would be done. */
  readonly dryRun?: boolean | undefined;
  /** Find out which step of the tutorial comes next; it costs some reads. */
  readonly findNext?: boolean | undefined;
}

export interface UpOptions extends MakeOptions {
  /** Write a page about the run to this file (.html). */
  readonly report?: string | undefined;
}

export interface DownOptions {
  /** Change nothing: the result says what would be done. */
  readonly dryRun?: boolean | undefined;
  /** Whether to wait until Lambda has released its network interfaces (default: true). */
  readonly waitInterfaces?: boolean | undefined;
}

export interface DownAllOptions extends DownOptions {
  /** Only labs whose newest resource is older, such as `6h`. */
  readonly olderThan?: string | undefined;
  readonly lab?: undefined;
  /** Hears of the labs before the first one is deleted. */
  readonly onLabs?: ((labs: readonly LabSummary[]) => void) | undefined;
}

/** A lab that was found by its tags. */
export interface LabSummary {
  /** Empty for the default lab. */
  readonly lab: string;
  /** How many resources were found. */
  readonly resources: number;
  /** How long ago the newest one was made; undefined without a readable tag. */
  readonly ageMs: number | undefined;
  readonly isTaken: boolean;
}

export interface InvokeOptions {
  /** The event; anything that JSON can say. */
  readonly payload?: unknown;
  /** The event as JSON text, which is sent as it is. */
  readonly payloadJson?: string | undefined;
  /** Write the reply to this file. */
  readonly output?: string | undefined;
  /** The number of invocations, one after another (default: 1). */
  readonly count?: number | undefined;
  /** Hears of each invocation that succeeded. */
  readonly onInvocation?: ((result: InvocationResult) => void) | undefined;
}

export interface LogsOptions {
  /** How far back, such as `90s`, `10m` (the default) or `24h`. */
  readonly since?: string | undefined;
  /** Continue with lines to come, until `signal` ends it. */
  readonly follow?: boolean | undefined;
  /** With `follow`: hears of each line. */
  readonly onLine?: ((line: LogLine) => void) | undefined;
  /** With `follow`: asked before each pause whether to continue. */
  readonly isHeard?: (() => boolean) | undefined;
}

export interface BenchOptions {
  /** Warm invocations (default: 100). */
  readonly count?: number | undefined;
  /** How many at once (default: 5). */
  readonly concurrency?: number | undefined;
  /** Write a page about it to this file (.html). */
  readonly report?: string | undefined;
}

export interface ExplainTokenOptions {
  readonly token: string;
}
