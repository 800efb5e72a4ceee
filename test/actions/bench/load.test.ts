import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runLoad } from '../../../src/actions/bench/load.js';

const { signal } = new AbortController();

describe('runLoad', () => {
  test.each([
    [100, 7],
    [3, 50],
    [1, 1],
  ])('calls %i times, at most %i at once', async (count, concurrency) => {
    let running = 0;
    let most = 0;
    let calls = 0;
    await runLoad({ count, concurrency, signal }, async () => {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
    });
    expect(calls).toBe(count);
    expect(most).toBe(Math.min(count, concurrency));
  });

  test('stops all workers when a call throws, after their current calls', async () => {
    let begun = 0;
    let ended = 0;
    const load = runLoad({ count: 1000, concurrency: 4, signal }, async () => {
      begun += 1;
      const isBad = begun === 2;
      await setImmediate();
      ended += 1;
      if (isBad) throw new Error('bad');
    });
    await expect(load).rejects.toThrow('bad');
    expect(begun).toBeLessThan(10);
    expect(ended).toBe(begun);
  });

  test('throws the reason of its signal', async () => {
    const stop = new AbortController();
    let calls = 0;
    const load = runLoad({ count: 1000, concurrency: 2, signal: stop.signal }, async () => {
      calls += 1;
      if (calls === 5) stop.abort(new Error('stopped'));
      await setImmediate();
    });
    await expect(load).rejects.toThrow('stopped');
    expect(calls).toBeLessThanOrEqual(6);
  });
});
