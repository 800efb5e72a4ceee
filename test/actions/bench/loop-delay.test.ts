import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { measureLoopDelay, toMeanWaitMs } from '../../../src/actions/bench/loop-delay.js';

const describeIntervals = (...intervalsMs: readonly number[]) => {
  const mean = intervalsMs.reduce((sum, ms) => sum + ms, 0) / intervalsMs.length;
  const variance = intervalsMs.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / intervalsMs.length;
  return { mean: mean * 1e6, stddev: Math.sqrt(variance) * 1e6 };
};

test('a punctual loop causes no wait', () => {
  expect(toMeanWaitMs(describeIntervals(1, 1, 1, 1))).toBe(0);
});

test('long intervals count more, because most events fall into them', () => {
  // The loop is busy for 100 ms, a tenth of the time. An event in this interval waits for half of it on average.
  const intervals = describeIntervals(100, ...Array.from({ length: 900 }, () => 1));
  expect(toMeanWaitMs(intervals)).toBeCloseTo(99 ** 2 / 2 / 1_000, 6);
});

test('events wait for a busy process', async () => {
  const waitMs = await measureLoopDelay(async () => {
    for (let turn = 0; turn < 5; turn++) {
      await sleep(5);
      const until = performance.now() + 40;
      while (performance.now() < until);
    }
    await sleep(5);
  });
  expect(waitMs).toBeGreaterThan(5);
});
