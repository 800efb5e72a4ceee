import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import { type ConfigOptions, loadConfig } from '../../src/session/config.js';

const load = (env: Record<string, string> = {}, flags: ConfigOptions = {}) =>
  loadConfig({ flags, env, cwd: '/nonexistent' });

function refusal(env: Record<string, string>, flags: ConfigOptions = {}): LabError {
  try {
    load(env, flags);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('loadConfig', () => {
  test("uses the tutorial's names by default", () => {
    expect(load().names).toEqual({
      cache: 'cache-01',
      iamUser: 'iam-user-01',
      defaultUser: 'default-user-disabled',
      userGroup: 'iam-user-group-01',
      role: 'elasticache-iam-auth-app',
      policy: 'elasticache-allow-all',
      function: 'AccessValkey',
      logGroup: '/aws/lambda/AccessValkey',
    });
  });

  test('prefixes every name with the lab name, including names from settings', () => {
    const { names, lab } = load({ VALKEY_LAB_CACHE_NAME: 'mine' }, { lab: 'PR-7' });
    expect(lab).toBe('pr-7');
    expect(names.cache).toBe('pr-7-mine');
    expect(names.function).toBe('pr-7-AccessValkey');
    expect(names.logGroup).toBe('/aws/lambda/pr-7-AccessValkey');
  });

  test('lower-cases the names that ElastiCache stores in lower case', () => {
    const { names } = load({ VALKEY_LAB_CACHE_NAME: 'Cache-X', VALKEY_LAB_IAM_USER: 'Me' });
    expect([names.cache, names.iamUser]).toEqual(['cache-x', 'me']);
  });

  test('accepts every user and group id that AWS accepts, even ids that a cache could not have', () => {
    const longest = `u${'-'.repeat(60)}`;
    const { names } = load({ VALKEY_LAB_IAM_USER: 'User--1-', VALKEY_LAB_USER_GROUP: longest });
    expect([names.iamUser, names.userGroup]).toEqual(['user--1-', longest]);
  });

  test('prefers flags to the environment, and AWS_REGION to AWS_DEFAULT_REGION', () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
    expect(load(env).region).toBe('eu-west-1');
    expect(load({ AWS_DEFAULT_REGION: 'eu-west-2' }).region).toBe('eu-west-2');
    expect(load(env, { region: 'us-gov-west-1' }).region).toBe('us-gov-west-1');
    expect(load().region).toBeUndefined();
  });

  test.each([
    [{ VALKEY_LAB_CACHE_NAME: 'a--b' }, /VALKEY_LAB_CACHE_NAME is "a--b".*single hyphens/],
    [{ VALKEY_LAB_CACHE_NAME: '1a' }, /must start with a letter/],
    [{ VALKEY_LAB_CACHE_NAME: 'a'.repeat(41) }, /at most 40 characters/],
    [
      { VALKEY_LAB_IAM_USER: 'user.name' },
      /a user name must start with a letter and contain only letters/,
    ],
    [{ VALKEY_LAB_USER_GROUP: '1-group' }, /a user group name must start with a letter/],
    [{ VALKEY_LAB_IAM_USER: 'default' }, /reserved by AWS/],
    [{ VALKEY_LAB_IAM_USER: 'default-user-disabled' }, /are both "default-user-disabled"/],
    [{ VALKEY_LAB_ROLE_NAME: 'a b' }, /VALKEY_LAB_ROLE_NAME/],
    [{ VALKEY_LAB_FUNCTION_NAME: 'a.b' }, /VALKEY_LAB_FUNCTION_NAME/],
    [{ VALKEY_LAB_NAME: 'default' }, /without a name/],
    [{ VALKEY_LAB_RUNTIME: 'nodejs20.x' }, /no longer creates/],
    [{ VALKEY_LAB_RUNTIME: 'python3.12' }, /Node\.js runtime/],
    [{ VALKEY_LAB_ACCESS_STRING: 'on >secret ~* +@all' }, /contains a password/],
    [{ VALKEY_LAB_ACCESS_ENGINE: 'memcached' }, /redis or valkey/],
    [{ VALKEY_LAB_SUBNET_IDS: 'subnet-xyz' }, /subnet-0a1b2c3d/],
    [{ VALKEY_LAB_MAX_STORAGE_GB: '0' }, /from 1 to 5000/],
    [{ VALKEY_LAB_MAX_ECPU: '10' }, /from 1000/],
    [{ VALKEY_LAB_LOG_RETENTION_DAYS: '2' }, /CloudWatch Logs accepts only/],
    [{ VALKEY_LAB_TRUST_ACCOUNT: 'maybe' }, /true or false/],
    [{ AWS_REGION: 'nowhere' }, /is not the name of a region/],
  ])('refuses %j, and names the setting and the rule', (env, message) => {
    const error = refusal(env as Record<string, string>);
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(2);
  });

  test('never repeats a password from the access string', () => {
    expect(refusal({ VALKEY_LAB_ACCESS_STRING: 'on >hunter2 ~*' }).message).not.toContain(
      'hunter2',
    );
  });

  test('reads the time limit', () => {
    expect(load().timeoutMs).toBe(3_600_000);
    expect(load({}, { timeout: '90s' }).timeoutMs).toBe(90_000);
    expect(refusal({}, { timeout: 'soon' }).message).toMatch(/--timeout is "soon"/);
  });
});
