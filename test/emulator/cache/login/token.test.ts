import { beforeEach, describe, expect, test } from 'vitest';
import { verifyToken } from '../../../../src/emulator/cache/login/token.js';
import type { AwsState } from '../../../../src/emulator/state/state.js';
import {
  ADMINISTRATOR,
  CACHE_ARN,
  createAccountState,
  createCache,
  createRoleSession,
  createUser,
  REGION,
  setGroup,
  USER_ARN,
} from '../support/account.js';
import { QUERY, signToken, type TokenParts } from '../support/token.js';
import { NOW, toRule, verify, verifySigned } from '../support/verdict.js';

describe('verifyToken', () => {
  let aws: AwsState;
  beforeEach(() => {
    aws = createAccountState();
  });

  test("accepts a token of the SDK's signer", async () => {
    expect(await verifySigned(aws)).toEqual({ ok: true, weighed: [] });
  });

  test("accepts the token of AWS's known-answer test (F4.2)", () => {
    const cache = createCache('my-cache');
    setGroup(aws, [createUser('testuser')]);
    const token =
      'my-cache/?Action=connect&ResourceType=ServerlessCache&User=testuser' +
      '&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250101%2Fus-east-1%2Felasticache%2Faws4_request' +
      '&X-Amz-Date=20250101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=28f349fd92f74e0192de149a74743ae7d087bb136523c342bdd67632a8360023';

    const verdict = verifyToken({
      token,
      username: 'testuser',
      cache,
      aws,
      region: REGION,
      nowMs: NOW,
    });

    expect(toRule(verdict)).toBe('ok');
  });

  test('accepts a token with a session token that has special characters', async () => {
    const credential = createRoleSession(aws, [
      { Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] },
    ]);

    expect(toRule(await verifySigned(aws, { credential }))).toBe('ok');
  });

  const WITHOUT_TYPE = { query: { Action: 'connect', User: 'iam-user-01' } };

  test('accepts a token without a resource type, with a doubt', async () => {
    const doubt = 'The token has no ResourceType=ServerlessCache. AWS may refuse it.';
    expect(await verifySigned(aws, WITHOUT_TYPE)).toEqual({ ok: true, doubt, weighed: [] });
  });

  test('refuses a token without a resource type if AWS is assumed to be strict', async () => {
    aws = createAccountState({ 'resource-type': 'strict' });
    expect(toRule(await verifySigned(aws, WITHOUT_TYPE))).toBe('token-resource-type');
  });

  test.each<[string, TokenParts]>([
    ['token-host', { host: 'cache-02' }],
    ['token-host', { host: 'Cache-01' }],
    ['token-host', { host: 'cache-01-abcdef.serverless.use1.cache.amazonaws.com' }],
    ['token-path', { path: '/connect' }],
    ['token-action', { query: { ...QUERY, Action: 'Connect' } }],
    ['token-user', { query: { ...QUERY, User: 'other' } }],
    ['token-resource-type', { query: { ...QUERY, ResourceType: 'ReplicationGroup' } }],
    ['token-parameter', { query: { ...QUERY, Version: '1' } }],
    ['token-parameter', { query: { User: 'iam-user-01', ResourceType: 'ServerlessCache' } }],
    ['token-service', { service: 's3' }],
    ['token-region', { region: 'eu-west-1' }],
    ['token-future', { signedAtMs: NOW + 6_000 }],
    ['token-lifetime', { expiresIn: 901 }],
    ['token-lifetime', { expiresIn: 604_800 }],
    ['token-expired', { signedAtMs: NOW - 900_000 }],
    ['token-expired', { signedAtMs: NOW - 60_000, expiresIn: 60 }],
    ['key-unknown', { credential: { ...ADMINISTRATOR, accessKeyId: 'AKIAUNKNOWN' } }],
    ['session-token', { credential: { ...ADMINISTRATOR, sessionToken: 'made-up' } }],
    ['signature', { credential: { ...ADMINISTRATOR, secretAccessKey: 'guessed' } }],
  ])('refuses by %s: %o', async (rule, parts) => {
    expect(toRule(await verifySigned(aws, parts))).toBe(rule);
  });

  test.each<[string, string, (token: string) => string]>([
    ['token-format', 'a password', () => 'correct horse battery staple'],
    ['token-format', 'an empty password', () => ''],
    ['token-format', 'the whole URL', (token) => `https://${token}`],
    ['token-format', 'a percent sign without a code', (token) => `${token}%zz`],
    ['token-parameter', 'a parameter twice', (token) => `${token}&User=iam-user-01`],
    ['token-parameter', 'no date', (token) => token.replace(/&X-Amz-Date=[^&]*/, '')],
    [
      'token-algorithm',
      'another algorithm',
      (token) => token.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA'),
    ],
    [
      'token-scope',
      'a scope with too many parts',
      (token) => token.replace('aws4_request', 'aws4_request%2Fx'),
    ],
    [
      'token-scope',
      'a scope with another ending',
      (token) => token.replace('aws4_request', 'aws3_request'),
    ],
    [
      'token-date',
      'an invalid date',
      (token) => token.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=now'),
    ],
    [
      'token-date',
      'another date in the scope',
      (token) => token.replace('%2F20250101%2F', '%2F20250102%2F'),
    ],
    ['token-lifetime', 'a lifetime of zero', (token) => token.replace('Expires=900', 'Expires=0')],
    [
      'token-lifetime',
      'a lifetime in another notation',
      (token) => token.replace('Expires=900', 'Expires=9e2'),
    ],
    [
      'token-signed-headers',
      'more signed headers',
      (token) => token.replace('Headers=host', 'Headers=host%3Bx'),
    ],
    [
      'signature',
      'another lifetime than the signed one',
      (token) => token.replace('Expires=900', 'Expires=899'),
    ],
    [
      'signature',
      'an altered signature',
      (token) => token.replace(/.$/, (hex) => (hex === '0' ? '1' : '0')),
    ],
    ['signature', 'an empty signature', (token) => token.replace(/Signature=.*/, 'Signature=')],
  ])('refuses by %s: %s', async (rule, _what, change) => {
    const token = await signToken({ signedAtMs: NOW });

    expect(toRule(verify(aws, change(token)))).toBe(rule);
  });

  test('a token is valid until the last millisecond of its 900 seconds', async () => {
    const token = await signToken({ signedAtMs: NOW });

    expect(toRule(verify(aws, token, { nowMs: NOW + 899_999 }))).toBe('ok');
    expect(toRule(verify(aws, token, { nowMs: NOW + 900_000 }))).toBe('token-expired');
  });

  test('a token expires with the session that signed it', async () => {
    const credential = createRoleSession(aws, [{ Effect: 'Allow', Action: '*', Resource: '*' }], {
      expiresAtMs: NOW + 60_000,
    });
    const token = await signToken({ signedAtMs: NOW, credential });

    expect(toRule(verify(aws, token, { nowMs: NOW + 59_999 }))).toBe('ok');
    expect(toRule(verify(aws, token, { nowMs: NOW + 60_000 }))).toBe('key-expired');
  });

  test("a session's key without its session token is refused", async () => {
    const { sessionToken, ...credential } = createRoleSession(aws, []);
    expect(sessionToken).toBeTruthy();

    expect(toRule(await verifySigned(aws, { credential }))).toBe('session-token');
  });

  test('the name in AUTH must be the signed name', async () => {
    expect(toRule(await verifySigned(aws, {}, { username: 'IAM-USER-01' }))).toBe('token-user');
  });

  test('no detail contains a secret or a secret part of the token', async () => {
    const credential = createRoleSession(aws, []);
    const token = await signToken({ signedAtMs: NOW, credential });
    const broken = [
      token,
      `https://${token}`,
      token.replace(/.$/, 'x'),
      token.replace('cache-01', token.slice(1)),
    ];
    const verdicts = [
      ...broken.map((text) => verify(aws, text)),
      verify(aws, token, { username: token }),
    ];

    for (const verdict of verdicts) {
      const text = JSON.stringify(verdict);
      expect(verdict.ok).toBe(false);
      expect(text).not.toContain('session/K7');
      expect(text).not.toMatch(/Signature=|Security-Token=|FwoG/);
    }
  });
});
