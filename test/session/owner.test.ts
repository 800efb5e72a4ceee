import { expect, test } from 'vitest';
import { loadConfig } from '../../src/session/config.js';
import { toOwnerName } from '../../src/session/owner.js';

const STS = 'arn:aws:sts::123456789012:';
const IAM = 'arn:aws:iam::123456789012:';

test.each([
  ['an IAM user with a path', `${IAM}user/team/cache/jane`, 'user/jane'],
  ['an IAM user with a comma', `${IAM}user/doe,jane`, 'user/doe_jane'],
  ['a role', `${STS}assumed-role/ci/session-17`, 'role/ci'],
  ['another session of the role', `${STS}assumed-role/ci/i-0123456789abcdef0`, 'role/ci'],
  ['GitHub by OIDC', `${STS}assumed-role/valkey-lab-ci/GitHubActions`, 'role/valkey-lab-ci'],
  ['root', `${IAM}root`, 'root'],
  ['a federated user', `${STS}federated-user/jane`, 'federated/jane'],
  ['another partition', 'arn:aws-cn:iam::123456789012:user/jane', 'user/jane'],
])('the owner of what %s makes', (_who, arn, owner) => {
  expect(toOwnerName(arn)).toBe(owner);
});

test('a person has one name under two permission sets of IAM Identity Center', () => {
  const under = (set: string) =>
    toOwnerName(`${STS}assumed-role/AWSReservedSSO_${set}_0123456789abcdef/jane@example.com`);
  expect(under('Admin')).toBe('sso/jane@example.com');
  expect(under('ReadOnly')).toBe(under('Admin'));
});

test('a long name is cut, and stays different from others that begin alike', () => {
  const long = (end: string) => toOwnerName(`${STS}federated-user/${'x'.repeat(250)}${end}`);
  expect(long('a')).toHaveLength(200);
  expect(long('a')).not.toBe(long('b'));
});

test('VALKEY_LAB_OWNER is read from the environment only', () => {
  const load = (env: Record<string, string>) => loadConfig({ flags: {}, env, cwd: '/nonexistent' });
  expect(load({ VALKEY_LAB_OWNER: 'team' }).owner).toBe('team');
  expect(load({}).owner).toBeUndefined();
});
