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

describe('decide', () => {
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

  test('allows what a statement names, on both resources, and says which policy it was', async () => {
    await attach('connect-policy', connect([CACHE, USER], { Sid: 'Connect' }));

    expect(ask()).toEqual({
      allowed: true,
      reason: `Policy connect-policy (statement Connect) allows elasticache:Connect on ${USER}.`,
    });
  });

  test('refuses when only one of the two resources is allowed, and says why', async () => {
    await attach('cache-only', connect(CACHE));

    expect(ask()).toEqual({
      allowed: false,
      reason: `Role app: no policy allows elasticache:Connect on ${USER}: cache-only (statement 1) is for other resources.`,
    });
    expect(ask([CACHE]).allowed).toBe(true);
  });

  test('two policies may allow one resource each', async () => {
    await attach('cache-only', connect(CACHE));
    await attach('user-only', connect(USER));

    expect(ask().allowed).toBe(true);
  });

  test('refuses a role without any policy', () => {
    expect(ask().reason).toBe(`Role app: no policy allows elasticache:Connect on ${CACHE}.`);
  });

  test('a Deny beats an Allow, also one of another policy and after it', async () => {
    await attach('a-allow', connect('*'));
    await attach('b-deny', { ...connect(USER), Effect: 'Deny', Sid: 'Stop' });

    expect(ask()).toEqual({
      allowed: false,
      reason: `Role app: policy b-deny (statement Stop) denies elasticache:Connect on ${USER}.`,
    });
    expect(ask([CACHE]).allowed).toBe(true);
  });

  test.each([
    ['*', true],
    ['elasticache:*', true],
    ['ELASTICACHE:connect', true],
    ['elasticache:Conn?ct', true],
    ['elasticache:Conn?', false],
    ['elasticache:Describe*', false],
    ['lambda:*', false],
  ])('the action %s covers elasticache:Connect: %s', async (action, allowed) => {
    await attach('policy', connect('*', { Action: action }));

    expect(ask().allowed).toBe(allowed);
  });

  test.each([
    ['*', true],
    ['arn:aws:elasticache:*:*:*', true],
    ['arn:aws:elasticache*', true],
    ['arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-0?', true],
    ['arn:aws:elasticache:us-east-1:123456789012:serverlesscache:CACHE-01', false],
    ['arn:aws:elasticache:eu-west-1:123456789012:serverlesscache:cache-01', false],
    ['arn:aws:elasticache:us-east-1:999999999999:serverlesscache:cache-01', false],
    ['arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01-*', false],
  ])('the resource %s covers the cache: %s', async (resource, allowed) => {
    await attach('policy', connect(resource));

    expect(ask([CACHE]).allowed).toBe(allowed);
  });

  test('NotAction and NotResource cover everything else', async () => {
    await attach('not-action', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
    await attach('not-resource', {
      Effect: 'Deny',
      Action: 'elasticache:*',
      NotResource: [CACHE, USER],
    });

    expect(ask().allowed).toBe(true);
    expect(ask(['*'], { action: 'iam:PassRole' }).allowed).toBe(false);
    expect(ask([CACHE.replace('cache-01', 'cache-02')]).allowed).toBe(false);
  });

  test('an inline policy counts like an attached one', async () => {
    await iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'inline',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: connect('*') }),
    });

    expect(ask().reason).toContain('Policy inline (statement 1) allows');
  });

  test('an attachment counts from the time at which services see it', async () => {
    iam = createOperations(iamService, { pace: 1 });
    const { Role } = await iam.run<{ Role: { RoleId: string } }>('CreateRole', {
      RoleName: 'app',
      AssumeRolePolicyDocument: TRUST,
    });
    roleId = Role.RoleId;
    await attach('late', connect('*'));

    iam.advance(4_999);
    expect(ask().reason).toContain('Policy late is attached but not in effect yet.');
    iam.advance(1);
    expect(ask().allowed).toBe(true);
  });

  test('a detached policy and a version that is not the default do not count', async () => {
    const arn = await attach('policy', connect('*'));
    await iam.run('CreatePolicyVersion', {
      PolicyArn: arn,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: connect(CACHE) }),
    });
    expect(ask().allowed).toBe(true);

    await iam.run('SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: 'v2' });
    expect(ask().allowed).toBe(false);

    await iam.run('SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: 'v1' });
    await iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    expect(ask().allowed).toBe(false);
  });

  test('a role that was deleted, or made again under its name, is refused', async () => {
    const arn = await attach('policy', connect('*'));
    await iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    await iam.run('DeleteRole', { RoleName: 'app' });
    expect(ask().reason).toBe('Role app of this session does not exist any more.');

    await iam.run('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST });
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    expect(ask().allowed).toBe(false);
  });

  test('the administrator may do everything', () => {
    const { allowed } = decide({
      aws: iam.context.aws,
      principal: { kind: 'administrator' },
      action: 'elasticache:Connect',
      resources: [CACHE, USER],
      nowMs: 0,
    });
    expect(allowed).toBe(true);
  });
});
