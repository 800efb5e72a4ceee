import { expect, test } from 'vitest';
import { toHeader } from '../../src/session/header.js';

const ARN = 'arn:aws:iam::123456789012:user/jane';
const where = {
  ...{ local: false, lab: '', region: 'us-east-1', isDefaultRegion: false, env: {} },
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

test('an endpoint that is not of AWS is named, without its password', () => {
  const env = {
    AWS_ENDPOINT_URL: 'http://user:secret@127.0.0.1:4566/path',
    AWS_ENDPOINT_URL_S3: 'https://s3.us-east-1.amazonaws.com',
    AWS_ENDPOINT_URL_STS: 'https://sts.cn-north-1.amazonaws.com.cn',
  };
  expect(toHeader({ ...where, env })).toBe(
    `Not AWS, but http://127.0.0.1:4566 (AWS_ENDPOINT_URL): account 123456789012, us-east-1, as ${ARN}`,
  );
  const ignored = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  expect(toHeader({ ...where, env: ignored })).toMatch(/^AWS account/);
});
