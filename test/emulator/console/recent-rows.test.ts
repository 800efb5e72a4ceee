import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActivity } from '../../../src/emulator/console/activity.js';
import { createRecentRows } from '../../../src/emulator/console/recent-rows.js';

test('a reader gets each kept row once, with its number', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), fc.nat(45), (count, limit, known) => {
      const rows = createRecentRows<{ readonly value: number }>(limit);
      for (let value = 1; value <= count; value += 1) rows.add({ value });
      expect(rows.total).toBe(count);
      const first = Math.max(known, count - limit) + 1;
      const numbers = Array.from({ length: Math.max(0, count - first + 1) }, (_, at) => first + at);
      expect(rows.after(known)).toEqual(numbers.map((number) => ({ value: number, number })));
      const isKept = known >= 1 && known <= count && known > count - limit;
      expect(rows.find(known)?.value).toBe(isKept ? known : undefined);
    }),
  );
});

test('of a large payload, only the first 16 KB stay in memory', () => {
  const activity = createActivity();
  const payload = new Uint8Array(6_000_000).fill(65);
  const result = { payload, log: `${'x'.repeat(20_000)}end`, functionError: undefined };
  const facts = { functionName: 'f', region: 'us-east-1', requestId: 'r', atMs: 0, elapsedMs: 1 };
  activity.addInvocation({ ...facts, payload, result, problem: undefined });
  const kept = activity.invocations.find(1);
  expect(kept?.payload.buffer.byteLength).toBe(16_384);
  expect(kept?.result?.payload.buffer.byteLength).toBe(16_384);
  expect(kept?.result?.log).toHaveLength(16_384);
  expect(kept?.result?.log).toMatch(/end$/);
});
