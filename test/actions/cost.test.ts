import { expect, test } from 'vitest';
import { findCost } from '../../src/actions/cost.js';
import { renderPlanned } from '../../src/cli/rendering/lab.js';
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
  expect(findCost([cache(action)], { local: false })?.minPerMonth).toBe(dollars);
});

test('has no price on the local endpoint or without a cache', () => {
  expect(findCost([cache('created')], { local: true })).toBeNull();
  const role = { ...cache('created'), kind: 'role' } as const;
  expect(findCost([role], { local: false })).toBeNull();
});

test('the text output shows the changes, the price and its source', () => {
  const change = {
    resource: 'function/AccessValkey',
    field: 'memory',
    from: '128 MB',
    to: '256 MB',
  };
  const resources = [cache('created')];
  const result = {
    ...{ lab: '', region: 'us-east-1', account: '123456789012', local: false, endpoint: null },
    ...{ resources, elapsedMs: 0, changes: [change, { ...change, field: 'code', to: null }] },
    cost: findCost(resources, { local: false }),
  };
  const lines = renderPlanned(result, { isDown: false }, plain);
  expect(lines).toEqual([
    'Changed',
    '  function AccessValkey  memory: 128 MB -> 256 MB',
    '  function AccessValkey  code',
    'The cache costs at least about $6 a month, $0.0082 an hour.',
    '  (AWS bills at least 100 MB of Valkey serverless storage; prices differ by region.)',
  ]);
});
