import { findReport, findTimings } from '../../aws/invocation-log.js';

/** One measured invocation: what the caller saw, what Lambda says, what the handler measured. In milliseconds. */
export interface Sample {
  /** Whether the environment was new: its start is in the caller's time, the cache's connection in Lambda's. */
  readonly isCold: boolean;
  readonly callerMs: number;
  /** Of the caller's time: from the request to the head of the answer. */
  readonly serviceMs: number;
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly connectMs: number | null;
  readonly setMs: number | null;
  readonly getMs: number | null;
  /** How often the SDK had to call. */
  readonly attempts: number;
}

/** What was measured of an invocation that took its caller `callerMs`. */
export function toSample(
  { log, attempts, serviceMs }: Pick<Sample, 'attempts' | 'serviceMs'> & { log: readonly string[] },
  callerMs: number,
): Sample {
  const report = findReport(log);
  const timings = findTimings(log);
  const initDurationMs = report?.initDurationMs ?? null;
  return {
    // Lambda may start an environment before anybody calls: then only the handler knows that it is its first time.
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
