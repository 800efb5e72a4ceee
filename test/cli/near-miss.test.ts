import { expect, test } from 'vitest';
import { findNearMiss } from '../../src/cli/near-miss.js';

const COMMANDS = ['up', 'down', 'status', 'verify', '--pace', '--local'];

test.each([
  ['statsu', 'status'],
  ['verfy', 'verify'],
  ['upp', 'up'],
  ['veri', 'verify'],
  ['--loca', '--local'],
  ['--lcoal', '--local'],
  ['list', undefined],
  ['--name', undefined],
  ['do', undefined],
])('%s: %s', (word, expected) => {
  expect(findNearMiss(word, COMMANDS)).toBe(expected);
});
