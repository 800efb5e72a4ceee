import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDistribution } from '../../../src/actions/bench/statistics.js';

describe('toDistribution', () => {
  test('is null without times, not 0 ms', () => {
    expect(toDistribution([])).toBeNull();
  });

  test('is correct for 1 to 100 ms', () => {
    const times = Array.from({ length: 100 }, (_, index) => index + 1);
    const found = toDistribution(times);
    const exact = { min: 1, mean: 50.5, p50: 50, p90: 90, p95: 95, p99: 99, max: 100 };
    for (const [name, value] of Object.entries(exact)) {
      const got = found?.[name as keyof typeof exact] ?? Number.NaN;
      expect(Math.abs(got - value) / value, name).toBeLessThan(0.002);
    }
  });

  test('agrees with the sorted times to three digits', () => {
    const times = fc.array(fc.double({ min: 0.01, max: 120_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(times, (all) => {
        const sorted = all.toSorted((a, b) => a - b);
        const found = toDistribution(all);
        for (const p of [50, 90, 95, 99] as const) {
          // An HDR histogram uses the nearest rank.
          const rank = Math.max(1, Math.floor((p / 100) * sorted.length + 0.5));
          const exact = sorted[rank - 1] ?? 0;
          const got = found?.[`p${p}`] ?? Number.NaN;
          expect(Math.abs(got - exact)).toBeLessThanOrEqual(exact * 0.002 + 0.011);
        }
      }),
    );
  });
});
