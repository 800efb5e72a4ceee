import { describe, expect, test } from 'vitest';
import { containsAddress, containsCidr, isCidr } from '../../../src/emulator/state/cidr.js';

describe('isCidr', () => {
  test.each(['10.0.0.0/8', '10.1.2.3/32', '0.0.0.0/0', 'fd00::/8', '::/0', '::1/128'])(
    'takes %s',
    (text) => expect(isCidr(text)).toBe(true),
  );

  test.each(['', '10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '10.0.0/8', '::/129', ':::/8', 'x/8'])(
    'refuses %j',
    (text) => expect(isCidr(text)).toBe(false),
  );
});

describe('containsCidr', () => {
  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.5/8', '10.1.0.0/16', true],
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/16', '10.1.0.0/24', false],
    ['0.0.0.0/0', '192.168.0.0/16', true],
    ['fd00::/8', 'fd12::/16', true],
    ['::/0', '10.0.0.0/8', false],
    ['10.0.0.0/8', 'garbage', false],
    ['garbage', '10.0.0.0/8', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(containsCidr(outer, inner)).toBe(expected);
  });
});

describe('containsAddress', () => {
  test.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['fd00::/8', 'fd12::1', true],
    ['10.0.0.0/', '10.1.2.3', false],
    ['10.0.0.0/8', 'garbage', false],
  ])('%s contains %s: %s', (range, address, expected) => {
    expect(containsAddress(range, address)).toBe(expected);
  });
});
