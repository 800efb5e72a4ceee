import {
  AddTagsToResourceCommand,
  ElastiCacheClient,
  ModifyUserCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IamCredentials } from '../../../src/iam-auth/index.js';
import { openIoredis } from '../../clients/ioredis.js';
import { type ClientLab, REGION, startClientLab, USER } from '../../clients/support.js';

const ACCOUNT = '123456789012';
const CACHE_ARN = `arn:aws:elasticache:${REGION}:${ACCOUNT}:serverlesscache:cache-01`;
const USER_ARN = `arn:aws:elasticache:${REGION}:${ACCOUNT}:user:${USER}`;
const HOUR_MS = 3_600_000;
const SOON = '2100-01-01T00:00:00Z';

type Statement = Readonly<Record<string, unknown>>;

/** A statement that allows to connect, with some parts changed. */
const allow = (changes: Statement = {}): Statement => ({
  ...{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] },
  ...changes,
});
const deny = (changes: Statement = {}) => allow({ Effect: 'Deny', ...changes });
const toDocument = (...statements: readonly Statement[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const TRUST = toDocument({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

describe('who may connect', () => {
  let lab: ClientLab;
  let iam: IAMClient;
  let sts: STSClient;
  let elasticache: ElastiCacheClient;
  let RoleName = '';
  beforeAll(async () => {
    lab = await startClientLab();
    const { endpoint, credentials } = lab.emulator;
    const config = { endpoint, credentials, region: REGION };
    iam = new IAMClient(config);
    sts = new STSClient(config);
    elasticache = new ElastiCacheClient(config);
  });
  afterAll(async () => {
    for (const client of [iam, sts, elasticache]) client.destroy();
    await lab[Symbol.asyncDispose]();
  });
  beforeEach(async ({ task }) => {
    RoleName = `role-${task.id}`;
    lab.log.length = 0;
    await createRole();
  });

  const createRole = () =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));

  const putPolicy = (...statements: readonly Statement[]) =>
    iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName, PolicyName: 'connect' },
        PolicyDocument: toDocument(...statements),
      }),
    );

  async function attachPolicy(...statements: readonly Statement[]): Promise<string> {
    const PolicyDocument = toDocument(...statements);
    const made = await iam.send(
      new CreatePolicyCommand({ PolicyName: `of-${RoleName}`, PolicyDocument }),
    );
    const PolicyArn = made.Policy?.Arn ?? '';
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return PolicyArn;
  }

  async function openSession(): Promise<IamCredentials> {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
  }

  /** `ok`, or the rule that the log names; then the client has seen Valkey's words. */
  async function logIn(session?: IamCredentials): Promise<string> {
    const signer = session ?? (await openSession());
    const login = { protocol: 2, username: USER, password: await lab.token({ signer }) } as const;
    const error = await openIoredis(Redis, { lab, ...login }).then(
      (client) => void client.close(),
      (refusal: Error) => refusal,
    );
    if (!error) return 'ok';
    expect(error.message).toContain('WRONGPASS invalid username-password pair or user is disabled');
    return /refused \((.*?)\): ./.exec(lab.log.at(-1) ?? '')?.[1] ?? 'not logged';
  }

  test.each<[string, string, readonly Statement[]]>([
    ['both ARNs', 'ok', [allow()]],
    [
      'each ARN in a statement of its own',
      'ok',
      [CACHE_ARN, USER_ARN].map((Resource) => allow({ Resource })),
    ],
    ['no policy', 'policy-cache', [allow({ Action: 'elasticache:DescribeUsers' })]],
    ['the cache only', 'policy-user', [allow({ Resource: CACHE_ARN })]],
    ['the user only', 'policy-cache', [allow({ Resource: USER_ARN })]],
    ['another cache', 'policy-cache', [allow({ Resource: [`${CACHE_ARN}-b`, USER_ARN] })]],
    ['another user', 'policy-user', [allow({ Resource: [CACHE_ARN, `${USER_ARN}-b`] })]],
    [
      'another region',
      'policy-cache',
      [allow({ Resource: [CACHE_ARN, USER_ARN].map((arn) => arn.replace(REGION, 'eu-west-1')) })],
    ],
    [
      'another account',
      'policy-cache',
      [
        allow({
          Resource: [CACHE_ARN, USER_ARN].map((arn) => arn.replace(ACCOUNT, '210987654321')),
        }),
      ],
    ],
    ['everything', 'ok', [allow({ Action: '*', Resource: '*' })]],
    ['a wildcard in the action, in any case', 'ok', [allow({ Action: 'ElastiCache:Con*t' })]],
    ['a wildcard of one sign', 'ok', [allow({ Action: 'elasticache:?onnect' })]],
    [
      'wildcards in the ARNs',
      'ok',
      [allow({ Resource: [CACHE_ARN, USER_ARN].map((arn) => `${arn.slice(0, -3)}*`) })],
    ],
    [
      'a wildcard that does not reach',
      'policy-user',
      [allow({ Resource: [CACHE_ARN, USER_ARN.replace(USER, 'app-*')] })],
    ],
    [
      'all but the action',
      'policy-cache',
      [{ Effect: 'Allow', NotAction: 'elasticache:*', Resource: '*' }],
    ],
    ['all but the user', 'policy-user', [{ Effect: 'Allow', Action: '*', NotResource: USER_ARN }]],
    ['deny before allow', 'policy-cache', [deny(), allow()]],
    ['deny after allow', 'policy-cache', [allow(), deny()]],
    ['deny of the user only', 'policy-user', [allow(), deny({ Resource: USER_ARN })]],
    [
      'deny by wildcard',
      'policy-cache',
      [allow(), deny({ Action: 'elasticache:*', Resource: '*' })],
    ],
    ['deny of something else', 'ok', [allow(), deny({ Resource: `${CACHE_ARN}-b` })]],
  ])('a policy for %s: %s', async (_what, result, statements) => {
    await putPolicy(...statements);

    expect(await logIn()).toBe(result);
  });

  test.each<[string, string, Statement]>([
    ['a time that is to come', 'ok', { DateLessThan: { 'aws:CurrentTime': SOON } }],
    ['a time that is over', 'policy-cache', { DateGreaterThan: { 'aws:CurrentTime': SOON } }],
    ['seconds of the epoch', 'ok', { NumericLessThan: { 'aws:EpochTime': '4102444800' } }],
    [
      'seconds that are over',
      'policy-cache',
      { NumericGreaterThan: { 'aws:EpochTime': '4102444800' } },
    ],
    ['TLS', 'ok', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['the principal', 'ok', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/role-*' } }],
    ['a VPC, from outside of one', 'policy-cache', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }],
    ['an endpoint, from outside', 'policy-cache', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    [
      'an address, from outside',
      'policy-cache',
      { IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } },
    ],
    ['an operator that is none', 'policy-cache', { StringSounds: { 'aws:PrincipalType': 'x' } }],
  ])('a condition on %s: %s', async (_what, result, Condition) => {
    await putPolicy(allow({ Condition }));

    expect(await logIn()).toBe(result);
  });

  test('a condition on tags of the resources holds when both have them', async () => {
    await putPolicy(allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } }));
    const Tags = [{ Key: 'team', Value: 'red' }];
    const tag = (ResourceName: string) =>
      elasticache.send(new AddTagsToResourceCommand({ ResourceName, Tags }));

    expect(await logIn()).toBe('policy-cache');
    await tag(CACHE_ARN);
    expect(await logIn()).toBe('policy-user');
    await tag(USER_ARN);
    expect(await logIn()).toBe('ok');
  });

  test('a condition on the time denies once the time is over', async () => {
    const until = new Date(lab.emulator.clock.now() + 60_000).toISOString();
    await putPolicy(allow({ Condition: { DateLessThan: { 'aws:CurrentTime': until } } }));
    const session = await openSession();

    expect(await logIn(session)).toBe('ok');
    lab.emulator.advance(60_000);
    expect(await logIn(session)).toBe('policy-cache');
  });

  test('a policy that is detached or deleted, or gets another version, counts at the next login', async () => {
    const PolicyArn = await attachPolicy(allow());
    const session = await openSession();
    expect(await logIn(session)).toBe('ok');

    const PolicyDocument = toDocument(allow({ Resource: CACHE_ARN }));
    await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
    expect(await logIn(session)).toBe('policy-user');
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await logIn(session)).toBe('policy-cache');

    await putPolicy(allow());
    expect(await logIn(session)).toBe('ok');
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'connect' }));
    expect(await logIn(session)).toBe('policy-cache');
  });

  test('a deny in one policy beats the allow in another', async () => {
    await attachPolicy(allow());
    await putPolicy(deny({ Resource: USER_ARN }));

    expect(await logIn()).toBe('policy-user');
    expect(lab.log.at(-1)).toContain('denies elasticache:Connect on');
  });

  test('a session of a role that is deleted is nobody, even when the role is made again', async () => {
    await putPolicy(allow());
    const session = await openSession();
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'connect' }));
    await iam.send(new DeleteRoleCommand({ RoleName }));

    expect(await logIn(session)).toBe('policy-cache');
    await createRole();
    await putPolicy(allow());
    expect(await logIn(session)).toBe('policy-cache');
    expect(lab.log.at(-1)).toContain('does not exist any more');
    expect(await logIn()).toBe('ok');
  });

  test('a session ends with its time', async () => {
    await putPolicy(allow());
    const session = await openSession();

    lab.emulator.advance(HOUR_MS);

    expect(await logIn(session)).toBe('key-expired');
    expect(await logIn()).toBe('ok');
  });

  test('a user that is off, or not in the group, is refused whatever the policy allows', async () => {
    await putPolicy(allow({ Resource: '*' }));
    const modify = (AccessString: string) =>
      elasticache.send(new ModifyUserCommand({ UserId: USER, AccessString }));
    const group = { UserGroupId: 'group-01' };

    await modify('off ~* +@all');
    expect(await logIn()).toBe('user-off');
    await modify('on ~* +@all');
    expect(await logIn()).toBe('ok');
    await elasticache.send(new ModifyUserGroupCommand({ ...group, UserIdsToRemove: [USER] }));
    expect(await logIn()).toBe('user-group');
    await elasticache.send(new ModifyUserGroupCommand({ ...group, UserIdsToAdd: [USER] }));
    expect(await logIn()).toBe('ok');
  });
});
