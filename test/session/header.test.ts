import { expect, test } from 'vitest';
import { toHeader } from '../../src/session/header.js';

const ARN = 'arn:aws:iam::123456789012:user/jane';
const where = {
  ...{ local: false, lab: '', region: 'us-east-1', isDefaultRegion: false, endpoints: [] },
  identity: { account: '123456789012', partition: 'aws', arn: ARN },
};

test('on AWS, the header names account, region and caller', () => {
  expect(toHeader(where)).toBe(`AWS account 123456789012, us-east-1, as ${ARN}`);
  expect(toHeader({ ...where, lab: 'pr-7' })).toBe(
    `AWS account 123456789012, us-east-1, as ${ARN}, lab pr-7`,
  );
});

test('says once that no region is set', () => {
  expect(toHeader({ ...where, isDefaultRegion: true })).toContain(
    "us-east-1 (the tutorial's: none is set)",
  );
});

test('on this machine, there is no account to name', () => {
  const header = toHeader({ ...where, local: true, isDefaultRegion: true });
  expect(header).toBe('Local endpoint on this machine (no AWS account)');
});

test('an endpoint that is not of AWS is named with its source, without its password', () => {
  const endpoints = [
    { address: 'http://user:secret@127.0.0.1:4566/path', source: 'AWS_ENDPOINT_URL' },
    { address: 'https://s3.us-east-1.amazonaws.com', source: 'AWS_ENDPOINT_URL_S3' },
    { address: 'https://sts.cn-north-1.amazonaws.com.cn', source: 'AWS_ENDPOINT_URL_STS' },
  ];
  expect(toHeader({ ...where, endpoints })).toBe(
    `Not AWS, but http://127.0.0.1:4566 (AWS_ENDPOINT_URL): account 123456789012, us-east-1, as ${ARN}`,
  );
});
