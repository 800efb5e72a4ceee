import { partition } from '@aws-sdk/core/client';
import { expect, test } from 'vitest';
import { createAccount } from '../../../src/emulator/state/account.js';

test.each([
  ['us-east-1', 'aws'],
  ['eu-central-1', 'aws'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['cn-northwest-1', 'aws-cn'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-west-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('ARNs of %s have the partition %s, as in the list of the SDK', (region, name) => {
  expect(partition(region).name).toBe(name);
  expect(createAccount().arn('elasticache', region, 'user:a')).toBe(
    `arn:${name}:elasticache:${region}:123456789012:user:a`,
  );
  expect(createAccount().arn('iam', region, 'role/a')).toBe(`arn:${name}:iam::123456789012:role/a`);
});
