import { expect, test } from 'vitest';
import { findCost, toCost } from '../../src/actions/cost.js';
import { renderPlanned } from '../../src/cli/rendering/lab.js';
import { createPalette } from '../../src/cli/rendering/palette.js';
import type { Outcome, ResourceReport } from '../../src/engine/events.js';

const limits = { maxStorageGb: 1, maxEcpu: 1000 };
const view = {
  ...{ palette: createPalette({}, {}), columns: Number.POSITIVE_INFINITY },
  line: { program: 'valkey-lab', repeated: [], sweep: [] },
};
const cache = (action: Outcome): ResourceReport => ({
  ...{ kind: 'serverless-cache', name: 'cache-01', arn: null, owned: true, state: 'available' },
  ...{ action, elapsedMs: 0 },
});

test.each([
  ['created', 6.13],
  ['unchanged', 6.13],
  ['deleted', 6.13],
  ['kept', undefined],
  ['absent', undefined],
] as const)('a cache that would be %s on AWS: %s dollars a month', (action, dollars) => {
  expect(findCost([cache(action)], { local: false, limits })?.minPerMonth).toBe(dollars);
});

test('has no price on the local endpoint or without a cache', () => {
  expect(findCost([cache('created')], { local: true, limits })).toBeNull();
  const role = { ...cache('created'), kind: 'role' } as const;
  expect(findCost([role], { local: false, limits })).toBeNull();
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
    cost: findCost(resources, { local: false, limits }),
  };
  const lines = renderPlanned(result, { isDown: false }, view);
  expect(lines).toEqual([
    '2 settings to change',
    '  function AccessValkey  memory: 128 MB -> 256 MB',
    '  function AccessValkey  code',
    'The cache costs $0.0084 an hour or more: at least $6.13 a month, and at most about $68 with its limits. The function and its log cost extra when they are used. `valkey-lab down` ends it.',
    '(aws.amazon.com/elasticache/pricing, us-east-1, June 2026; prices differ by region)',
  ]);
});

test('the highest price follows from the limits', () => {
  expect(toCost({ maxStorageGb: 1, maxEcpu: 1000 }).maxPerMonth).toBe(67.36);
  expect(toCost({ maxStorageGb: 10, maxEcpu: 1000 }).maxPerMonth).toBe(619.24);
});

test('a dry run of down ends without a running cost', () => {
  const resources = [cache('deleted')];
  const result = {
    ...{ lab: '', region: 'us-east-1', account: '123456789012', local: false, endpoint: null },
    ...{ resources, elapsedMs: 0, changes: [], cost: toCost(limits) },
  };
  expect(renderPlanned(result, { isDown: true }, view)).toEqual(['Saves at least $6.13 a month.']);
});
