import { expect, test } from 'vitest';
import { hasSameMeaning } from '../../../src/resources/user/access-string.js';

test.each([
  ['off +get ~keys*', 'off ~keys* -@all +get'],
  ['on ~* +@all', 'on allkeys allcommands'],
  ['on  ~b ~a +get', 'on ~a ~b +GET'],
  ['on ~* +@all', 'on ~* resetchannels -@all +@all'],
  ['on ~* +@all', 'on ~* &* +@all'],
  ['on ~lab:* -@all +set +get', 'on resetkeys ~lab:* resetchannels -@all +get +set'],
  ['on ~* +get +@read -@dangerous', 'on -@all +@read +get -@dangerous ~*'],
  ['on ~* ~a +@all', 'on ~* +@all'],
  ['on +@all (~a +get)', 'on +@all (~a +get)'],
])('%j and %j say the same', (a, b) => {
  expect(hasSameMeaning(a, b)).toBe(true);
  expect(hasSameMeaning(b, a)).toBe(true);
});

test.each([
  ['on ~* +@all', 'off ~* +@all'],
  ['on ~* +@all -get', 'on ~* -get +@all'],
  ['on ~a +get', 'on ~b +get'],
  ['on ~* &news:* +@all', 'on ~* &* +@all'],
  ['on ~* &* +@all', 'on ~* resetchannels +@all'],
  ['on ~a %R~b +get', 'on ~a ~b +get'],
  ['on +@all (~a +get)', 'on +@all (~b +get)'],
])('%j and %j do not say the same', (a, b) => {
  expect(hasSameMeaning(a, b)).toBe(false);
  expect(hasSameMeaning(b, a)).toBe(false);
});
