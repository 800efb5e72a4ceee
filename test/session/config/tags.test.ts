import { expect, test } from 'vitest';
import { toTags } from '../../../src/session/config/tags.js';

test('tags are read in the form that people type', () => {
  expect(toTags(undefined)).toEqual({});
  expect(toTags(' CostCenter=42 ,Team=a=b@c, Empty=,')).toEqual({
    ...{ CostCenter: '42', Team: 'a=b@c', Empty: '' },
  });
});

test.each([
  ['Team', /"Team", but a tag is written KEY=VALUE/],
  ['=1', /without a key/],
  ['valkey-lab:lab=x', /begin with valkey-lab: or aws: are reserved/],
  ['AWS:x=1', /reserved/],
  ['team=1,Team=2', /"Team" twice/],
  ['a#b=1', /only letters/],
  ['a=b\u001b[31m', /only letters/],
  [`${'k'.repeat(129)}=1`, /at most 128 characters/],
  [`k=${'v'.repeat(257)}`, /at most 256/],
  [Array.from({ length: 46 }, (_, index) => `k${index}=1`).join(), /46 tags, but at most 45/],
])('AWS would not accept %s', (text, message) => {
  expect(() => toTags(text)).toThrow(message);
});
