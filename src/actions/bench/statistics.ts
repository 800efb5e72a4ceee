import { createHistogram } from 'node:perf_hooks';

/** A distribution of times, in milliseconds with three digits. */
export interface Distribution {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The distribution of some times in milliseconds, by an HDR histogram (three digits); null for none. */
export function toDistribution(timesMs: readonly number[]): Distribution | null {
  if (timesMs.length === 0) return null;
  // It counts whole numbers from 1: microseconds.
  const histogram = createHistogram();
  for (const ms of timesMs) histogram.record(Math.max(1, Math.round(ms * 1000)));
  const percentile = (p: number) => toMs(histogram.percentile(p));
  return {
    min: toMs(histogram.min),
    mean: toMs(histogram.mean),
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    max: toMs(histogram.max),
  };
}

function toMs(microseconds: number): number {
  return Math.round(microseconds / 10) / 100;
}
