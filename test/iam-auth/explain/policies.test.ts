import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/emulator/iam/evaluate.js';
import { explainPolicies } from '../../../src/iam-auth/explain/policy-rules.js';
import { createAccountState, createRoleSession } from '../../emulator/cache/support/account.js';

const PREFIX = 'arn:aws:elasticache:us-east-1:123456789012';
const CACHE = `${PREFIX}:serverlesscache:cache-01`;
const USER = `${PREFIX}:user:iam-user-01`;
const ACTION = 'elasticache:Connect';

const allow = (Resource: unknown, Action: unknown = ACTION) => ({
  ...{ Effect: 'Allow', Action, Resource },
});

/** Returns the two findings for a policy with these statements: `[cache, user]`. */
function explainStatements(...statements: object[]): (boolean | null)[] {
  const documents = [{ Version: '2012-10-17', Statement: statements }];
  return explainPolicies({ documents, cacheArn: CACHE, userArn: USER }).map(({ ok }) => ok);
}

describe('explainPolicies', () => {
  test.each<[string, object[], (boolean | null)[]]>([
    ['allows both ARNs', [allow([CACHE, USER])], [true, true]],
    ['lacks the ARN of the user', [allow(CACHE)], [true, false]],
    ['lacks the ARN of the cache', [allow([USER])], [false, true]],
    [
      'names the cache in upper case',
      [allow([CACHE.replace('cache-01', 'Cache-01'), USER])],
      [false, true],
    ],
    ['allows another action', [allow('*', 'elasticache:Describe*')], [false, false]],
    ['allows all actions of the service', [allow('*', 'ElastiCache:*')], [true, true]],
    [
      'excludes only other actions, and the ARN of the user',
      [{ Effect: 'Allow', NotAction: 'iam:*', NotResource: USER }],
      [true, false],
    ],
    [
      'denies the user that it allows',
      [allow('*'), { ...allow(USER), Effect: 'Deny' }],
      [true, false],
    ],
    [
      'allows under a condition',
      [{ ...allow('*'), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      [null, null],
    ],
    [
      'denies under a condition',
      [allow('*'), { ...allow(USER), Effect: 'Deny', Condition: { Bool: { 'aws:x': 'true' } } }],
      [true, null],
    ],
    ['is empty', [], [false, false]],
  ])('sees that a policy %s', (_what, statements, expected) => {
    expect(explainStatements(...statements)).toEqual(expected);
  });

  test('names the missing ARN', () => {
    const [, user] = explainPolicies({
      documents: [JSON.stringify({ Statement: allow(CACHE) })],
      ...{ cacheArn: CACHE, userArn: USER },
    });

    expect(user).toMatchObject({ rule: 'policy-user', ok: false });
    expect(user?.message).toContain(USER);
  });

  test('ignores documents that are not policies', () => {
    const facts = { cacheArn: CACHE, userArn: USER };
    const documents = [undefined, null, 7, 'not JSON', '[]', { Statement: 'x' }];

    expect(explainPolicies({ documents, ...facts }).map(({ ok }) => ok)).toEqual([false, false]);
  });

  test("agrees with the local endpoint's evaluation of any statements without conditions", () => {
    const patterns = fc.constantFrom(
      ...['*', CACHE, USER, `${PREFIX}:*`, `${PREFIX}:user:*`, `${PREFIX}:user:iam-user-0?`],
      ...[
        `${PREFIX}:serverlesscache:Cache-01`,
        `${PREFIX}:user:iam-user-0`,
        '*01',
        'arn:aws:s3:::*',
      ],
    );
    const actions = fc.constantFrom(
      ...[ACTION, 'elasticache:*', '*', 'ELASTICACHE:connect', 'elasticache:Conn?ct', 'iam:*'],
    );
    const statement = fc
      .record({
        effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
        actionKey: fc.constantFrom('Action', 'Action', 'NotAction'),
        resourceKey: fc.constantFrom('Resource', 'Resource', 'NotResource'),
        actions: fc.array(actions, { minLength: 1, maxLength: 2 }),
        resources: fc.array(patterns, { minLength: 1, maxLength: 2 }),
      })
      .map((parts) => ({
        Effect: parts.effect,
        [parts.actionKey]: parts.actions,
        [parts.resourceKey]: parts.resources,
      }));
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
        const aws = createAccountState();
        const { principal } = createRoleSession(aws, statements);
        const decisions = [CACHE, USER].map(
          (arn) =>
            decide({ aws, principal, action: ACTION, resources: [arn], nowMs: 0, keys: {} })
              .allowed,
        );
        expect(explainStatements(...statements)).toEqual(decisions);
      }),
      { numRuns: 500 },
    );
  });
});
