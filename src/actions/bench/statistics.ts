import { createHistogram } from 'node:perf_hooks';

/** A distribution of times in milliseconds, with three significant digits. */
export interface Distribution {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Returns the distribution of times in milliseconds, from an HDR histogram; null without times. */
export function toDistribution(timesMs: readonly number[]): Distribution | null {
  if (timesMs.length === 0) return null;
  // The histogram accepts whole numbers from 1, so it counts microseconds.
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
