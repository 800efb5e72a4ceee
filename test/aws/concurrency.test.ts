import { describe, expect, test } from 'vitest';
import { mapConcurrently } from '../../src/aws/concurrency.js';

describe('mapConcurrently', () => {
  test("gives results in the items' order, never more at once than the limit", async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      running -= 1;
      return turns * 10;
    });

    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  test('begins nothing more after a failure, and throws it', async () => {
    const begun: number[] = [];
    const run = mapConcurrently([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('two');
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    });

    await expect(run).rejects.toThrow('two');
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(begun.length).toBeLessThanOrEqual(3);
  });
});
