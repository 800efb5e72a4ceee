import type { Sample } from './sample.js';
import { type Distribution, toDistribution } from './statistics.js';

/** The times that are measured of each invocation, and how a person is told of them. */
export const MEASURES = {
  callerMs: 'caller',
  initDurationMs: 'Lambda: init',
  durationMs: 'Lambda: duration',
  connectMs: 'cache: connect',
  setMs: 'cache: SET',
  getMs: 'cache: SET and GET',
} as const;

/** The columns in which a distribution is shown. */
export const COLUMNS = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const;

export type Measure = keyof typeof MEASURES;

/** Some invocations: how many, and the distribution of each measure; null where nothing was measured. */
export type Summary = { readonly count: number } & {
  readonly [M in Measure]: Distribution | null;
};

/** The samples of one kind. A warm invocation does not connect: what did not happen is not a time of 0. */
export function summarize(samples: readonly Sample[]): Summary {
  const distributions = (Object.keys(MEASURES) as Measure[]).map((measure) => {
    const times = samples.map((sample) => sample[measure]).filter((ms) => ms !== null);
    const isThere = measure !== 'connectMs' || times.some((ms) => ms > 0);
    return [measure, isThere ? toDistribution(times) : null] as const;
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
