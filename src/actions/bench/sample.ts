import { findReport, findTimings } from '../../aws/invocation-log.js';

/** The times of one invocation in milliseconds, as the caller, Lambda and the handler measured them. */
export interface Sample {
  /** Whether the environment was new. Then the caller's time includes its start, and Lambda's the cache's connection. */
  readonly isCold: boolean;
  readonly callerMs: number;
  /** The part of the caller's time from the request to the headers of the answer. */
  readonly serviceMs: number;
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly connectMs: number | null;
  readonly setMs: number | null;
  readonly getMs: number | null;
  /** The number of requests that the SDK sent. */
  readonly attempts: number;
}

/** Collects the times of an invocation that took its caller `callerMs` milliseconds. */
export function toSample(
  { log, attempts, serviceMs }: Pick<Sample, 'attempts' | 'serviceMs'> & { log: readonly string[] },
  callerMs: number,
): Sample {
  const report = findReport(log);
  const timings = findTimings(log);
  const initDurationMs = report?.initDurationMs ?? null;
  return {
    // Lambda may start an environment before the first call. Then the report shows no init, but the handler knows.
    isCold: timings?.cold ?? initDurationMs !== null,
    callerMs,
    serviceMs,
    durationMs: report?.durationMs ?? null,
    initDurationMs,
    connectMs: timings?.connectMs ?? null,
    setMs: timings?.setMs ?? null,
    getMs: timings?.getMs ?? null,
    attempts,
  };
}
