import { describe, expect, test } from 'vitest';
import { startLab } from '../support/lab.js';
import { toChanges, up } from '../support/run-lab.js';

describe('the calls of up', () => {
  test('a second up on a complete lab makes at most 17 calls besides the identity, none twice', async () => {
    await using lab = await startLab();
    await up(lab);
    const before = lab.emulator.calls().length;

    const actions = await up(lab);

    const operations = lab.emulator
      .calls()
      .slice(before)
      .map(({ operation }) => operation ?? '');
    expect(toChanges(actions)).toEqual({});
    expect(operations.length).toBeLessThanOrEqual(17);
    // Two users, and the tags of two users, the group and the cache.
    const repeated = { DescribeUsers: 2, ListTagsForResource: 5 };
    expect(toRepeated(operations)).toEqual(repeated);
  });

  test('what a first up reads before it makes anything, it reads once', async () => {
    await using lab = await startLab();

    await up(lab);

    const operations = lab.emulator.calls().map(({ operation }) => operation ?? '');
    const firstChange = operations.findIndex((operation) => operation.startsWith('Create'));
    expect(firstChange).toBeGreaterThan(0);
    expect(toRepeated(operations.slice(0, firstChange))).toEqual({ DescribeUsers: 2 });
  });
});

/** Operations that were called more than once, and how often. */
function toRepeated(operations: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 1));
}
