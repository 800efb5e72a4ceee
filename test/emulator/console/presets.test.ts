import { expect, test } from 'vitest';
import { CACHE_PRESETS, PRESETS } from '../../../src/console/switches/presets.js';
import { parseFaultRules } from '../../../src/emulator/index.js';
import { CACHE_FAULTS } from '../../../src/emulator/state/faults.js';

/** The rules from which the page lets people start. */

test.each(PRESETS)('the endpoint takes the preset: $name', ({ rule }) => {
  expect(parseFaultRules(JSON.stringify({ rules: [rule] })).rules).toEqual([rule]);
});

test('each kind of fault of a cache has a preset', () => {
  const kinds = CACHE_PRESETS.map(({ rule }) => ('kind' in rule ? rule.kind : undefined));
  expect(kinds).toEqual(Object.keys(CACHE_FAULTS));
});
