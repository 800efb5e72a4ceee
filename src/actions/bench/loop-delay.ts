import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop is looked at, in milliseconds. */
const EVERY_MS = 1;

/** How long, in milliseconds and on average, this process lets events wait while something runs. */
export async function measureLoopDelay(run: () => Promise<void>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
  histogram.enable();
  try {
    await run();
  } finally {
    histogram.disable();
  }
  return histogram.count > 0 ? toMeanWaitMs(histogram) : 0;
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
