import { describe, expect, test } from 'vitest';
import { type ConnectFacts, toConnectError } from '../../src/iam-auth/connect-error.js';
import { isPublicEndpoint, toTlsOptions } from '../../src/iam-auth/public-endpoint.js';

const PUBLIC = 'cache-01-x2e9hv.public.serverless.use1.cache.amazonaws.com';
const PRIVATE = 'cache-01-x2e9hv.serverless.use1.cache.amazonaws.com';

test.each([
  [PUBLIC, true],
  [PUBLIC.toUpperCase(), true],
  ['cache-01-x2e9hv.public.serverless.cnn1.cache.amazonaws.com.cn', true],
  [PRIVATE, false],
  ['localhost', false],
  [`${PUBLIC}.example.com`, false],
])('%s: is it a public endpoint? %s', (host, expected) => {
  expect(isPublicEndpoint(host)).toBe(expected);
  expect(toTlsOptions(host)).toEqual(expected ? { minVersion: 'TLSv1.3' } : {});
});

describe('the error of a failed connection to a public endpoint', () => {
  const facts: ConnectFacts = {
    ...{ host: PUBLIC, port: 6379, userId: 'default.iam-user', stage: 'TCP' },
    ...{ connectTimeoutMs: 5_000, certificateRejected: false },
  };
  const describeError = (code: string, more: Partial<ConnectFacts> = {}) =>
    toConnectError(Object.assign(new Error(code), { code }), { ...facts, ...more }).message;

  test('names the way to the internet, and no security group of a cache', () => {
    expect(describeError('ETIMEDOUT')).toMatch(/NAT gateway/);
    expect(describeError('ETIMEDOUT')).not.toMatch(/security group/);
    expect(describeError('ETIMEDOUT', { host: PRIVATE })).toMatch(/security group/);
    expect(describeError('ENOTFOUND')).not.toMatch(/VPC/);
  });

  test('names TLS 1.3 when the server refuses the version', () => {
    const message = describeError('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', { stage: 'TLS' });
    expect(message).toMatch(/needs TLS 1.3/);
  });
});
