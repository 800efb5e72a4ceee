import { expect, test } from 'vitest';
import { toDryRun, toDryRunLines } from '../../src/actions/up/cost.js';
import { createPalette } from '../../src/cli/rendering/palette.js';
import type { Outcome, ResourceReport } from '../../src/engine/events.js';

const plain = createPalette({}, {});
const cache = (action: Outcome): ResourceReport => ({
  ...{ kind: 'serverless-cache', name: 'cache-01', arn: null, owned: true, state: 'available' },
  ...{ action, elapsedMs: 0 },
});

test.each([
  ['created', 6],
  ['unchanged', 6],
  ['deleted', 6],
  ['kept', undefined],
  ['absent', undefined],
] as const)('a cache that would be %s on AWS: %s dollars a month', (action, dollars) => {
  expect(toDryRun([cache(action)], [], false).cost?.minPerMonth).toBe(dollars);
});

test('on this machine nothing is paid for, and a run without a cache is not about money', () => {
  expect(toDryRun([cache('created')], [], true).cost).toBeNull();
  const role = { ...cache('created'), kind: 'role' } as const;
  expect(toDryRun([role], [], false).cost).toBeNull();
});

test('a person is told the changes, the price and where it is from', () => {
  const change = {
    resource: 'function/AccessValkey',
    field: 'memory',
    from: '128 MB',
    to: '256 MB',
  };
  const dryRun = toDryRun(
    [cache('created')],
    [change, { ...change, field: 'code', to: undefined }],
    false,
  );
  const lines = toDryRunLines(dryRun, { isDown: false, local: false }, plain);
  expect(lines).toEqual([
    'Changed',
    '  function AccessValkey  memory: 128 MB -> 256 MB',
    '  function AccessValkey  code',
    'The cache costs at least about $6 a month, $0.0082 an hour.',
    '  (AWS bills at least 100 MB of Valkey serverless storage; prices differ by region.)',
  ]);
});
