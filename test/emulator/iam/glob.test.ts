// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM's policy variables look like templates.
import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../../src/emulator/iam/glob.js';

describe('matchesGlob', () => {
  test.each([
    ['', '', true],
    ['*', '', true],
    ['?', '', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abcb', false],
    ['a*b*c', 'aXbXbXc', true],
    ['*.json', 'a.json.json', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['**a**', 'xax', true],
    ['${x}', '${x}', true],
  ])('%j matches %j: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  test('a pattern with many stars is fast on a long text', () => {
    expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
