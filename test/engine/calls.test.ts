import { describe, expect, test } from 'vitest';
import { startLab } from '../support/lab.js';
import { toChanges, up } from '../support/run-lab.js';

describe('the calls of up', () => {
  test('a second up on a complete lab makes at most 17 calls and the identity call, and repeats none', async () => {
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
    // These calls are needed for two users, and for the tags of both users, the group and the cache.
    const repeated = { DescribeUsers: 2, ListTagsForResource: 5 };
    expect(toRepeated(operations)).toEqual(repeated);
  });

  test('a first up repeats no read before its first change', async () => {
    await using lab = await startLab();

    await up(lab);

    const operations = lab.emulator.calls().map(({ operation }) => operation ?? '');
    const firstChange = operations.findIndex((operation) => operation.startsWith('Create'));
    expect(firstChange).toBeGreaterThan(0);
    expect(toRepeated(operations.slice(0, firstChange))).toEqual({ DescribeUsers: 2 });
  });
});

/** Counts the operations that were called more than once. */
function toRepeated(operations: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 1));
}
