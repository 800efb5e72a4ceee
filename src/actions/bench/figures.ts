import type { Summary } from './summary.js';

/** The benchmark's figures, as in JSON documents: milliseconds, cold and warm. */
export interface BenchFigures {
  readonly function: string;
  readonly count: number;
  readonly concurrency: number;
  readonly cold: Summary;
  readonly warm: Summary;
  readonly failed: number;
  /** Invocations that Lambda took only when the SDK called again: their caller waited for that too. */
  readonly retried: number;
  /** Invocations a second in the warm part. */
  readonly throughputPerSecond: number;
  /** The share of the warm part, 0 to 1, in which this process was at work. */
  readonly clientBusyRatio: number;
  /** The share of the warm invocations' time, 0 to 1, that passed in this process: the service had the rest. */
  readonly clientShare: number;
}
