import { AddTagsToResourceCommand } from '@aws-sdk/client-elasticache';
import { describe, expect, test } from 'vitest';
import { REGION, USER } from '../../clients/support.js';
import {
  ACCOUNT,
  allow,
  CACHE_ARN,
  deny,
  type RoleLab,
  type Statement,
  USER_ARN,
  useRoleLab,
} from './support/role-lab.js';

const SOON = '2100-01-01T00:00:00Z';

describe('policies for connecting', () => {
  let lab: RoleLab;
  useRoleLab((started) => {
    lab = started;
  });

  test.each<[string, string, readonly Statement[]]>([
    ['both ARNs', 'ok', [allow()]],
    [
      'each ARN in its own statement',
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
      'a wildcard that does not match',
      'policy-user',
      [allow({ Resource: [CACHE_ARN, USER_ARN.replace(USER, 'app-*')] })],
    ],
    [
      'every action except Connect',
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
    await lab.putPolicy(...statements);

    expect(await lab.logIn()).toBe(result);
  });

  test.each<[string, string, Statement]>([
    ['a time that is to come', 'ok', { DateLessThan: { 'aws:CurrentTime': SOON } }],
    ['a time that is over', 'policy-cache', { DateGreaterThan: { 'aws:CurrentTime': SOON } }],
    ['seconds of the epoch', 'ok', { NumericLessThan: { 'aws:EpochTime': '4102444800' } }],
    [
      'a time in the past, in seconds',
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
    await lab.putPolicy(allow({ Condition }));

    expect(await lab.logIn()).toBe(result);
  });

  test('a condition on tags of the resources holds when both have them', async () => {
    await lab.putPolicy(allow({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } }));
    const Tags = [{ Key: 'team', Value: 'red' }];
    const tag = (ResourceName: string) =>
      lab.elasticache.send(new AddTagsToResourceCommand({ ResourceName, Tags }));

    expect(await lab.logIn()).toBe('policy-cache');
    await tag(CACHE_ARN);
    expect(await lab.logIn()).toBe('policy-user');
    await tag(USER_ARN);
    expect(await lab.logIn()).toBe('ok');
  });

  test('a deny in one policy overrides the allow in another', async () => {
    await lab.attachPolicy(allow());
    await lab.putPolicy(deny({ Resource: USER_ARN }));

    expect(await lab.logIn()).toBe('policy-user');
    expect(lab.log.at(-1)).toContain('denies elasticache:Connect on');
  });
});
