import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop is looked at, in milliseconds. */
const EVERY_MS = 1;

/** Watches how long this process lets events wait; the function that it gives ends that. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    return histogram.count > 0 ? toMeanWaitMs(histogram) : 0;
  };
}

/**
 * The mean wait, in milliseconds, of an event that may come at any time, from the intervals between looks
 * (nanoseconds): most events come in the long ones, so it is E[d²] / 2 E[interval], where d is how
 * late a look was (the residual time of renewal theory), not half of the mean.
 */
export function toMeanWaitMs({ mean, stddev }: { mean: number; stddev: number }): number {
  const intervalMs = mean / 1e6;
  const lateMs = Math.max(0, intervalMs - EVERY_MS);
  return (lateMs ** 2 + (stddev / 1e6) ** 2) / (2 * intervalMs);
}
