import { expect, test } from 'vitest';
import { normaliseAccessString } from '../../../src/resources/user/access-string.js';

test.each([
  ['off +get ~keys*', 'off ~keys* -@all +get'],
  ['on ~* +@all', 'on allkeys allcommands'],
  ['on  ~b ~a +get', 'on ~a ~b +GET'],
])('%j and %j say the same', (a, b) => {
  expect(normaliseAccessString(a)).toBe(normaliseAccessString(b));
});

test.each([
  ['on ~* +@all', 'off ~* +@all'],
  ['on ~* +@all -get', 'on ~* -get +@all'],
  ['on ~a +get', 'on ~b +get'],
])('%j and %j do not say the same', (a, b) => {
  expect(normaliseAccessString(a)).not.toBe(normaliseAccessString(b));
});
