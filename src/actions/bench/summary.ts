import type { Sample } from './sample.js';
import { type Distribution, toDistribution } from './statistics.js';

/** The measured times of an invocation, with their labels for people. */
export const MEASURES = {
  callerMs: 'caller',
  initDurationMs: 'Lambda: init',
  durationMs: 'Lambda: duration',
  connectMs: 'cache: connect',
  setMs: 'cache: SET',
  getMs: 'cache: SET and GET',
} as const;

/** The columns of a distribution in tables. */
export const COLUMNS = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const;

/** Whether a column says something about this number of times: the 99th percentile of fewer than 100 is their maximum. */
export function isMeaningful(column: (typeof COLUMNS)[number], count: number): boolean {
  return column !== 'p99' || count >= 100;
}

export type Measure = keyof typeof MEASURES;

/** The number of invocations, and the distribution of each measure; null where nothing was measured. */
export type Summary = { readonly count: number } & {
  readonly [M in Measure]: Distribution | null;
};

/** Summarizes samples of one kind. Warm invocations do not connect, so their connect times of 0 do not count. */
export function summarize(samples: readonly Sample[]): Summary {
  const distributions = (Object.keys(MEASURES) as Measure[]).map((measure) => {
    const times = samples.map((sample) => sample[measure]).filter((ms) => ms !== null);
    const isMeasured = measure !== 'connectMs' || times.some((ms) => ms > 0);
    return [measure, isMeasured ? toDistribution(times) : null] as const;
  });
  return {
    count: samples.length,
    ...(Object.fromEntries(distributions) as Record<Measure, Distribution | null>),
  };
}

/** `0.053` -> `5 %`. */
export function toPercent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
