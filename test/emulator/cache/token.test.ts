import { beforeEach, describe, expect, test } from 'vitest';
import { type TokenVerdict, verifyToken } from '../../../src/emulator/cache/token.js';
import type { AwsState } from '../../../src/emulator/state/state.js';
import {
  ADMINISTRATOR,
  createAccountState,
  createCache,
  createFunction,
  createRoleSession,
  createUser,
  REGION,
  setGroup,
} from './support/account.js';
import { QUERY, signToken, type TokenParts } from './support/token.js';

const NOW = Date.parse('2025-01-01T00:00:00Z');
const CACHE_ARN = `arn:aws:elasticache:${REGION}:123456789012:serverlesscache:cache-01`;
const USER_ARN = `arn:aws:elasticache:${REGION}:123456789012:user:iam-user-01`;

describe('verifyToken', () => {
  let aws: AwsState;
  beforeEach(() => {
    aws = createAccountState();
  });

  function verify(
    token: string,
    changes: { nowMs?: number; username?: string; region?: string } = {},
  ): TokenVerdict {
    const cache = createCache('cache-01');
    return verifyToken({
      token,
      username: 'iam-user-01',
      cache,
      aws,
      region: REGION,
      nowMs: NOW,
      ...changes,
    });
  }

  async function verifySigned(
    parts: TokenParts = {},
    changes: { nowMs?: number; username?: string } = {},
  ) {
    return verify(await signToken({ signedAtMs: NOW, ...parts }), changes);
  }

  /** The rule that fails, or `ok`. */
  function toRule(verdict: TokenVerdict): string {
    return verdict.ok ? 'ok' : verdict.rule;
  }

  test("accepts a token of the SDK's signer and says whose it is", async () => {
    const verdict = await verifySigned();

    expect(verdict).toMatchObject({
      ok: true,
      user: { id: 'iam-user-01' },
      credential: ADMINISTRATOR,
    });
  });

  test("accepts AWS's known-answer token", () => {
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

  test('accepts a token with a session token, and names and keys with signs in them', async () => {
    const credential = createRoleSession(aws, [
      { Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] },
    ]);

    expect(toRule(await verifySigned({ credential }))).toBe('ok');
  });

  test.each<[string, TokenParts]>([
    ['token-host', { host: 'cache-02' }],
    ['token-host', { host: 'Cache-01' }],
    ['token-host', { host: 'cache-01-abcdef.serverless.use1.cache.amazonaws.com' }],
    ['token-path', { path: '/connect' }],
    ['token-action', { query: { ...QUERY, Action: 'Connect' } }],
    ['token-user', { query: { ...QUERY, User: 'other' } }],
    ['token-resource-type', { query: { Action: 'connect', User: 'iam-user-01' } }],
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
    expect(toRule(await verifySigned(parts))).toBe(rule);
  });

  test.each<[string, string, (token: string) => string]>([
    ['token-format', 'a password', () => 'correct horse battery staple'],
    ['token-format', 'an empty password', () => ''],
    ['token-format', 'the whole URL', (token) => `https://${token}`],
    ['token-format', 'a percent sign that encodes nothing', (token) => `${token}%zz`],
    ['token-parameter', 'a parameter twice', (token) => `${token}&User=iam-user-01`],
    ['token-parameter', 'no date', (token) => token.replace(/&X-Amz-Date=[^&]*/, '')],
    [
      'token-algorithm',
      'another algorithm',
      (token) => token.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA'),
    ],
    [
      'token-scope',
      'a scope of too many parts',
      (token) => token.replace('aws4_request', 'aws4_request%2Fx'),
    ],
    [
      'token-scope',
      'another end of the scope',
      (token) => token.replace('aws4_request', 'aws3_request'),
    ],
    [
      'token-date',
      'a date that is none',
      (token) => token.replace(/X-Amz-Date=[^&]*/, 'X-Amz-Date=now'),
    ],
    [
      'token-date',
      'another date in the scope',
      (token) => token.replace('%2F20250101%2F', '%2F20250102%2F'),
    ],
    ['token-lifetime', 'a life of zero', (token) => token.replace('Expires=900', 'Expires=0')],
    [
      'token-lifetime',
      'a life that is no number',
      (token) => token.replace('Expires=900', 'Expires=9e2'),
    ],
    [
      'token-signed-headers',
      'more signed headers',
      (token) => token.replace('Headers=host', 'Headers=host%3Bx'),
    ],
    [
      'signature',
      'a longer life than was signed',
      (token) => token.replace('Expires=900', 'Expires=899'),
    ],
    [
      'signature',
      'an altered signature',
      (token) => token.replace(/.$/, (hex) => (hex === '0' ? '1' : '0')),
    ],
    [
      'signature',
      'no signature to speak of',
      (token) => token.replace(/Signature=.*/, 'Signature='),
    ],
  ])('refuses by %s: %s', async (rule, _what, change) => {
    const token = await signToken({ signedAtMs: NOW });

    expect(toRule(verify(change(token)))).toBe(rule);
  });

  test('a token is valid to the last millisecond of its 900 seconds', async () => {
    const token = await signToken({ signedAtMs: NOW });

    expect(toRule(verify(token, { nowMs: NOW + 899_999 }))).toBe('ok');
    expect(toRule(verify(token, { nowMs: NOW + 900_000 }))).toBe('token-expired');
  });

  test('a token dies with the session that signed it', async () => {
    const credential = createRoleSession(aws, [{ Effect: 'Allow', Action: '*', Resource: '*' }], {
      expiresAtMs: NOW + 60_000,
    });
    const token = await signToken({ signedAtMs: NOW, credential });

    expect(toRule(verify(token, { nowMs: NOW + 59_999 }))).toBe('ok');
    expect(toRule(verify(token, { nowMs: NOW + 60_000 }))).toBe('key-expired');
  });

  test("a session's key without its session token is refused", async () => {
    const { sessionToken, ...credential } = createRoleSession(aws, []);
    expect(sessionToken).toBeTruthy();

    expect(toRule(await verifySigned({ credential }))).toBe('session-token');
  });

  test('the name in AUTH must be the signed one', async () => {
    expect(toRule(await verifySigned({}, { username: 'IAM-USER-01' }))).toBe('token-user');
  });

  test('the user must be in the group, by IAM, and on', async () => {
    const { users } = aws.region(REGION).elasticache;

    setGroup(aws, []);
    expect(toRule(await verifySigned())).toBe('user-group');
    setGroup(aws, [createUser('iam-user-01', { authentication: { type: 'no-password' } })]);
    expect(toRule(await verifySigned())).toBe('user-type');
    setGroup(aws, [createUser('iam-user-01', { accessString: 'off ~* +@all' })]);
    expect(toRule(await verifySigned())).toBe('user-off');
    setGroup(aws, [createUser('iam-user-01', { accessString: '~* +@all' })]);
    expect(toRule(await verifySigned())).toBe('user-off');
    setGroup(aws, [createUser('iam-user-01', { lifecycle: { status: 'deleting' } })]);
    expect(toRule(await verifySigned())).toBe('user-group');
    setGroup(aws, [createUser('iam-user-01')]);
    users.delete('iam-user-01');
    expect(toRule(await verifySigned())).toBe('user-group');
  });

  test.each<[string, object[]]>([
    ['ok', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] }]],
    ['ok', [{ Effect: 'Allow', Action: 'elasticache:*', Resource: '*' }]],
    ['policy-cache', []],
    ['policy-cache', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: USER_ARN }]],
    ['policy-user', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: CACHE_ARN }]],
    [
      'policy-user',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'elasticache:Connect', Resource: USER_ARN },
      ],
    ],
  ])("the caller's policies decide: %s for %j", async (rule, statements) => {
    const credential = createRoleSession(aws, statements);

    expect(toRule(await verifySigned({ credential }))).toBe(rule);
  });

  test('conditions on the VPC and the address of a function hold for that function', async () => {
    const fn = createFunction();
    aws.region(REGION).lambda.functions.set(fn.name, fn);
    aws.region(REGION).ec2.networkInterfaces.set('eni-1', {
      id: 'eni-1',
      subnetId: 'subnet-0a1b2c3d4e5f6071a',
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      securityGroupIds: [],
      description: '',
      interfaceType: 'lambda',
      privateIp: '172.31.0.10',
      functionArns: new Set([fn.arn]),
      roleName: 'app',
    });
    const allowFrom = (vpc: string, address: string) =>
      createRoleSession(
        aws,
        [
          {
            Effect: 'Allow',
            Action: 'elasticache:Connect',
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:SourceVpc': vpc },
              IpAddress: { 'aws:VpcSourceIp': address },
            },
          },
        ],
        { functionArn: fn.arn },
      );

    expect(
      toRule(
        await verifySigned({ credential: allowFrom('vpc-0a1b2c3d4e5f60718', '172.31.0.0/20') }),
      ),
    ).toBe('ok');
    expect(
      toRule(await verifySigned({ credential: allowFrom('vpc-other', '172.31.0.0/20') })),
    ).toBe('policy-cache');
    expect(
      toRule(await verifySigned({ credential: allowFrom('vpc-0a1b2c3d4e5f60718', '10.0.0.0/8') })),
    ).toBe('policy-cache');
  });

  test('no detail holds a secret or a part of the token that is one', async () => {
    const credential = createRoleSession(aws, []);
    const token = await signToken({ signedAtMs: NOW, credential });
    const broken = [
      token,
      `https://${token}`,
      token.replace(/.$/, 'x'),
      token.replace('cache-01', token.slice(1)),
    ];
    const verdicts = [...broken.map((text) => verify(text)), verify(token, { username: token })];

    for (const verdict of verdicts) {
      const text = JSON.stringify(verdict);
      expect(verdict.ok).toBe(false);
      expect(text).not.toContain('session/K7');
      expect(text).not.toMatch(/Signature=|Security-Token=|FwoG/);
    }
  });
});
