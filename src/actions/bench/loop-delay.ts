import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The interval between two samples of the event loop, in milliseconds. */
const EVERY_MS = 1;

/** Returns the mean time, in milliseconds, that events wait for this process during `run`. */
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
 * Returns the mean wait, in milliseconds, of an event at a random time. The histogram holds the intervals
 * between two samples, in nanoseconds. Most events fall into long intervals, so the mean wait is not half
 * of the mean delay but E[d²] / 2 E[interval], where d is the delay of a sample (the residual time of
 * renewal theory).
 */
export function toMeanWaitMs({ mean, stddev }: { mean: number; stddev: number }): number {
  const intervalMs = mean / 1e6;
  const lateMs = Math.max(0, intervalMs - EVERY_MS);
  return (lateMs ** 2 + (stddev / 1e6) ** 2) / (2 * intervalMs);
}
