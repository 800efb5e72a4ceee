import { expect, test } from 'vitest';
import { isSameDocument, parsePolicyDocument } from '../../src/aws/policy-document.js';

test('a document is read as IAM gives it, percent-encoded', () => {
  const document = { Version: '2012-10-17', Statement: [] };
  expect(parsePolicyDocument(encodeURIComponent(JSON.stringify(document)))).toEqual(document);
  expect(parsePolicyDocument('%')).toBeUndefined();
});

test('documents are the same whatever the order of members and lists, and a list of one is its value', () => {
  const a = { Action: ['a', 'b'], Resource: ['x'], Effect: 'Allow' };
  const b = { Effect: 'Allow', Resource: 'x', Action: ['b', 'a'] };
  expect(isSameDocument(a, b)).toBe(true);
  expect(isSameDocument(a, { ...b, Resource: 'y' })).toBe(false);
});
