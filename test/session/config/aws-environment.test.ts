import { describe, expect, test } from 'vitest';
import { refuseBadAwsSettings } from '../../../src/session/config/aws-environment.js';

describe("the SDK's own variables", () => {
  test.each([
    ['AWS_MAX_ATTEMPTS', 'abc'],
    ['AWS_MAX_ATTEMPTS', '0'],
    ['AWS_MAX_ATTEMPTS', '1.5'],
    ['AWS_RETRY_MODE', 'fast'],
    ['AWS_ENDPOINT_URL', 'garbage'],
    ['AWS_ENDPOINT_URL', 'http://'],
    ['AWS_ENDPOINT_URL', 'ftp://host'],
    ['AWS_ENDPOINT_URL_STS', 'localhost:4566'],
  ])('%s=%s is refused before any call', (name, value) => {
    expect(() => refuseBadAwsSettings({ [name]: value }, false)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) }),
    );
  });

  test.each([
    ['AWS_MAX_ATTEMPTS', '1'],
    ['AWS_MAX_ATTEMPTS', ''],
    ['AWS_RETRY_MODE', 'Adaptive'],
    ['AWS_ENDPOINT_URL', 'https://user:secret@host:4566/path'],
    ['AWS_ENDPOINT_URL', ''],
    ['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', 'http://127.0.0.1:4566'],
  ])('%s=%s is accepted', (name, value) => {
    expect(() => refuseBadAwsSettings({ [name]: value }, false)).not.toThrow();
  });

  test('an address is not repeated, and is not checked when it has no effect', () => {
    const env = { AWS_ENDPOINT_URL: 'ftp://user:secret@host' };
    expect(() => refuseBadAwsSettings(env, false)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
    expect(() => refuseBadAwsSettings(env, true)).not.toThrow();
    const ignored = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
    expect(() => refuseBadAwsSettings(ignored, false)).not.toThrow();
  });
});
