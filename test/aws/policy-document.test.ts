import { expect, test } from 'vitest';
import { isSameDocument, parsePolicyDocument } from '../../src/aws/policy-document.js';

test('parsePolicyDocument reads IAM’s percent-encoded documents', () => {
  const document = { Version: '2012-10-17', Statement: [] };
  expect(parsePolicyDocument(encodeURIComponent(JSON.stringify(document)))).toEqual(document);
  expect(parsePolicyDocument('%')).toBeUndefined();
});

test('isSameDocument ignores the order of members and lists, and treats a list of one item as the item', () => {
  const a = { Action: ['a', 'b'], Resource: ['x'], Effect: 'Allow' };
  const b = { Effect: 'Allow', Resource: 'x', Action: ['b', 'a'] };
  expect(isSameDocument(a, b)).toBe(true);
  expect(isSameDocument(a, { ...b, Resource: 'y' })).toBe(false);
});
