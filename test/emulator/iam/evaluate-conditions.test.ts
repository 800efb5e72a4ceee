// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM's policy variables look like templates.
import { beforeEach, describe, expect, test } from 'vitest';
import { type Decision, decide } from '../../../src/emulator/iam/evaluate.js';
import { iamService } from '../../../src/emulator/services/iam.js';
import { createOperations, type Operations } from '../support/operations.js';

const CACHE = 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01';
const USER = 'arn:aws:elasticache:us-east-1:123456789012:user:iam-user-01';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

type RawStatement = Record<string, unknown>;

describe('decide, with conditions and variables', () => {
  let iam: Operations;
  let roleId: string;

  beforeEach(async () => {
    iam = createOperations(iamService);
    const { Role } = await iam.run<{ Role: { RoleId: string } }>('CreateRole', {
      RoleName: 'app',
      AssumeRolePolicyDocument: TRUST,
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
    roleId = Role.RoleId;
  });

  async function attach(name: string, ...statements: RawStatement[]): Promise<string> {
    const { Policy } = await iam.run<{ Policy: { Arn: string } }>('CreatePolicy', {
      PolicyName: name,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: Policy.Arn });
    return Policy.Arn;
  }

  function ask(
    resources: readonly string[] = [CACHE, USER],
    options: { action?: string; keys?: Record<string, string>; roleId?: string } = {},
  ): Decision {
    return decide({
      aws: iam.context.aws,
      principal: {
        kind: 'role',
        roleName: 'app',
        roleId: options.roleId ?? roleId,
        sessionName: 'AccessValkey',
      },
      action: options.action ?? 'elasticache:Connect',
      resources,
      nowMs: iam.clock.now(),
      ...(options.keys && { keys: options.keys }),
    });
  }

  const connect = (resource: unknown, more: RawStatement = {}): RawStatement => {
    return { Effect: 'Allow', Action: 'elasticache:Connect', Resource: resource, ...more };
  };

  test('policy variables stand for what the request has, taken literally', async () => {
    const arn = USER.replace('iam-user-01', '${aws:PrincipalTag/team}-user');
    await attach('policy', connect(arn));

    expect(ask([USER.replace('iam-user-01', 'blue-user')]).allowed).toBe(true);
    expect(ask([USER.replace('iam-user-01', 'red-user')]).allowed).toBe(false);
  });

  test('a star in the value of a policy variable is no wildcard', async () => {
    await iam.run('TagRole', { RoleName: 'app', Tags: [{ Key: 'team', Value: '*' }] });
    await attach('policy', connect(USER.replace('iam-user-01', '${aws:PrincipalTag/team}')));

    expect(ask([USER]).allowed).toBe(false);
  });

  test('a policy variable without a value matches nothing, with a default its default', async () => {
    await attach('policy', connect(USER.replace('iam-user-01', "${aws:Missing, 'iam-user-01'}")));
    expect(ask([USER]).allowed).toBe(true);
    await attach('other', connect(CACHE.replace('cache-01', '${aws:Missing}*')));
    expect(ask([CACHE]).allowed).toBe(false);
  });

  test('before version 2012-10-17 there are no policy variables', async () => {
    await iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'old',
      PolicyDocument: JSON.stringify({
        Version: '2008-10-17',
        Statement: connect(USER.replace('iam-user-01', '${aws:PrincipalTag/team}')),
      }),
    });

    expect(ask([USER.replace('iam-user-01', 'blue')]).allowed).toBe(false);
    expect(ask([USER.replace('iam-user-01', '${aws:PrincipalTag/team}')]).allowed).toBe(true);
  });

  test('a condition that is not known here allows nothing and denies', async () => {
    const condition = { Condition: { StringMatches: { 'aws:SourceVpc': 'vpc-1' } } };
    await attach('allow', connect('*', condition));
    expect(ask().reason).toContain(
      'allow (statement 1) has a condition that is not known here (StringMatches aws:SourceVpc)',
    );

    await attach('allow-all', connect('*'));
    expect(ask().allowed).toBe(true);
    await attach('deny', { ...connect('*', condition), Effect: 'Deny' });
    expect(ask().allowed).toBe(false);
  });

  test('a condition that does not hold is named', async () => {
    await attach(
      'policy',
      connect('*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    );

    expect(ask([CACHE], { keys: { 'aws:SourceVpc': 'vpc-2' } }).reason).toContain(
      'has a condition that does not hold (StringEquals aws:SourceVpc)',
    );
    expect(ask([CACHE], { keys: { 'aws:SourceVpc': 'vpc-1' } }).allowed).toBe(true);
  });

  test('aws:ResourceTag is that of each resource', async () => {
    const { elasticache } = iam.context.state;
    elasticache.users.set('iam-user-01', {
      id: 'iam-user-01',
      name: 'iam-user-01',
      arn: USER,
      lifecycle: { status: 'active' },
      engine: 'valkey',
      accessString: 'on',
      authentication: { type: 'iam' },
      tags: new Map([['env', 'lab']]),
    });
    await attach(
      'policy',
      connect('*', { Condition: { StringEquals: { 'aws:ResourceTag/env': 'lab' } } }),
    );

    expect(ask([USER]).allowed).toBe(true);
    expect(ask([CACHE]).allowed).toBe(false);
  });

  test('aws:CurrentTime is the clock of the endpoint', async () => {
    await attach(
      'policy',
      connect('*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-10-01T13:00:00Z' } } }),
    );

    expect(ask().allowed).toBe(true);
    iam.advance(3_600_000);
    expect(ask().allowed).toBe(false);
  });
});
