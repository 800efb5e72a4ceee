import { describe, expect, test } from 'vitest';
import { checkConditions } from '../../../src/emulator/iam/conditions.js';

const keys = new Map([
  ['s', 'Blue'],
  ['n', '10'],
  ['d', '2026-10-01T12:00:00Z'],
  ['b', 'true'],
  ['ip', '10.1.2.3'],
  ['arn', 'arn:aws:lambda:us-east-1:123456789012:function:app:live'],
]);

function outcome(operator: string, key: string, expected: string | string[]): string {
  const values = Array.isArray(expected) ? expected : [expected];
  return checkConditions({ [operator]: { [key]: values } }, keys).outcome;
}

describe('checkConditions', () => {
  test.each([
    ['StringEquals', 's', 'Blue', 'blue'],
    ['StringEquals', 's', ['Red', 'Blue'], ['Red', 'Green']],
    ['StringEqualsIgnoreCase', 's', 'BLUE', 'BLU'],
    ['StringLike', 's', 'B*e', 'b*e'],
    ['StringNotEquals', 's', 'Red', ['Red', 'Blue']],
    ['StringNotEqualsIgnoreCase', 's', 'red', 'blue'],
    ['StringNotLike', 's', 'R*', 'B*'],
    ['NumericEquals', 'n', '10.0', '11'],
    ['NumericNotEquals', 'n', '11', '10'],
    ['NumericLessThan', 'n', '11', '10'],
    ['NumericLessThanEquals', 'n', '10', '9'],
    ['NumericGreaterThan', 'n', '9', '10'],
    ['NumericGreaterThanEquals', 'n', '10', 'ten'],
    ['DateEquals', 'd', '2026-10-01T12:00:00Z', '2026-10-01'],
    ['DateLessThan', 'd', '2026-10-02', '2026-10-01'],
    ['DateGreaterThan', 'd', '1790000000', '1890000000'],
    ['Bool', 'b', 'True', 'false'],
    ['IpAddress', 'ip', '10.0.0.0/8', '10.1.2.4/32'],
    ['NotIpAddress', 'ip', '192.168.0.0/16', '10.0.0.0/8'],
    ['ArnLike', 'arn', 'arn:aws:lambda:*:*:function:*', 'arn:aws:lambda:*:function:app'],
    ['ArnEquals', 'arn', 'arn:aws:lambda:us-*:123456789012:*', 'arn:aws:*'],
    ['ArnNotLike', 'arn', 'arn:aws:iam::*:role/*', 'arn:*:lambda:*:*:*'],
    ['Null', 's', 'false', 'true'],
    ['Null', 'missing', 'true', 'false'],
    ['ForAnyValue:StringEquals', 's', 'Blue', 'Red'],
    ['ForAllValues:StringLike', 's', 'B*', 'R*'],
  ])('%s %s holds for %j and not for %j', (operator, key, right, wrong) => {
    expect(outcome(operator, key, right)).toBe('met');
    expect(outcome(operator, key, wrong)).toBe('unmet');
  });

  test.each([
    ['ForAnyValue:StringEquals', ['b', 'x'], 'met'],
    ['ForAnyValue:StringEquals', ['x'], 'unmet'],
    ['ForAnyValue:StringNotEquals', ['a'], 'met'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], 'unmet'],
    ['ForAllValues:StringLike', ['a', 'b', 'x'], 'met'],
    ['ForAllValues:StringLike', ['a'], 'unmet'],
  ])('%s of a key with the values a and b: %j is %s', (operator, expected, result) => {
    const several = new Map([['aws:tagkeys', ['a', 'b']]]);
    const block = { [operator]: { 'aws:TagKeys': expected } };
    expect(checkConditions(block, several).outcome).toBe(result);
  });

  test.each([
    ['StringEquals', 'unmet'],
    ['StringEqualsIfExists', 'met'],
    ['StringNotEquals', 'met'],
    ['NumericLessThan', 'unmet'],
    ['Bool', 'unmet'],
    ['BoolIfExists', 'met'],
    ['ForAnyValue:StringEquals', 'unmet'],
    ['ForAnyValue:StringNotEquals', 'unmet'],
    ['ForAllValues:StringEquals', 'met'],
  ])('%s for a missing key is %s', (operator, expected) => {
    expect(outcome(operator, 'missing', 'true')).toBe(expected);
  });

  test.each(['BinaryEquals', 'stringequals', 'IfExists', 'constructor', 'ForSome:StringEquals'])(
    'the operator %s is unknown',
    (operator) => {
      expect(outcome(operator, 's', 'Blue')).toBe('unknown');
    },
  );

  test('an unknown operator decides before a condition that does not hold', () => {
    const block = { StringEquals: { s: ['Red'] }, Fuzzy: { s: ['Blue'] } };
    expect(checkConditions(block, keys)).toEqual({ outcome: 'unknown', condition: 'Fuzzy s' });
  });

  test('all operators and keys must hold, and the case of keys does not matter', () => {
    expect(checkConditions({ StringEquals: { S: ['Blue'] }, Bool: { B: ['true'] } }, keys)).toEqual(
      { outcome: 'met' },
    );
    expect(checkConditions({ StringEquals: { s: ['Blue'], n: ['11'] } }, keys)).toEqual({
      outcome: 'unmet',
      condition: 'StringEquals n',
    });
  });
});
