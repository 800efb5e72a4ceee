import { expect, test } from 'vitest';
import { isAwsHost } from '../../src/aws/aws-host.js';

test.each([
  ['amazonaws.com', true],
  ['https://iam.amazonaws.com', true],
  ['lambda.cn-north-1.amazonaws.com.cn', true],
  ['sts.us-east-1.api.aws', true],
  ['iam.eusc-de-east-1.amazonaws.eu', true],
  ['amazonaws.com.example.org', false],
  ['notamazonaws.com', false],
  ['http://127.0.0.1:4566', false],
])('whether %s is a host of AWS: %s', (host, expected) => {
  expect(isAwsHost(host)).toBe(expected);
});
