// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM's policy variables look like templates.
import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../src/emulator/iam/evaluate.js';
import { CACHE, connect, createPolicyLab, type PolicyLab, TRUST, USER } from './policy-lab.js';

describe('decide', () => {
  let lab: PolicyLab;
  beforeEach(async () => {
    lab = await createPolicyLab();
  });

  test('allows an action on both resources of a statement, and names the policy', async () => {
    await lab.attach('connect-policy', connect([CACHE, USER], { Sid: 'Connect' }));

    const weighed = { policy: 'connect-policy', statement: 'Connect', effect: 'Allow' };
    expect(lab.ask()).toEqual({
      allowed: true,
      reason: `Policy connect-policy (statement Connect) allows elasticache:Connect on ${USER}.`,
      weighed: [CACHE, USER].map((resource) => ({ ...weighed, resource, applies: true })),
    });
  });

  test('refuses when only one of two resources is allowed, and says why', async () => {
    await lab.attach('cache-only', connect(CACHE));

    expect(lab.ask()).toMatchObject({
      allowed: false,
      reason: `Role app: no policy allows elasticache:Connect on ${USER}: cache-only (statement 1) is for other resources.`,
    });
    expect(lab.ask().weighed).toEqual([
      expect.objectContaining({ policy: 'cache-only', resource: CACHE, applies: true }),
      expect.objectContaining({
        resource: USER,
        applies: false,
        because: 'is for other resources',
      }),
    ]);
    expect(lab.ask([CACHE]).allowed).toBe(true);
  });

  test('two policies may allow one resource each', async () => {
    await lab.attach('cache-only', connect(CACHE));
    await lab.attach('user-only', connect(USER));

    expect(lab.ask().allowed).toBe(true);
  });

  test('refuses a role without any policy', () => {
    expect(lab.ask().reason).toBe(`Role app: no policy allows elasticache:Connect on ${CACHE}.`);
  });

  test('a Deny overrides an earlier Allow of another policy', async () => {
    await lab.attach('a-allow', connect('*'));
    await lab.attach('b-deny', { ...connect(USER), Effect: 'Deny', Sid: 'Stop' });

    expect(lab.ask()).toMatchObject({
      allowed: false,
      reason: `Role app: policy b-deny (statement Stop) denies elasticache:Connect on ${USER}.`,
    });
    expect(lab.ask([CACHE]).allowed).toBe(true);
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
    await lab.attach('policy', connect('*', { Action: action }));

    expect(lab.ask().allowed).toBe(allowed);
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
    await lab.attach('policy', connect(resource));

    expect(lab.ask([CACHE]).allowed).toBe(allowed);
  });

  test('NotAction and NotResource cover everything else', async () => {
    await lab.attach('not-action', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
    await lab.attach('not-resource', {
      Effect: 'Deny',
      Action: 'elasticache:*',
      NotResource: [CACHE, USER],
    });

    expect(lab.ask().allowed).toBe(true);
    expect(lab.ask(['*'], { action: 'iam:PassRole' }).allowed).toBe(false);
    expect(lab.ask([CACHE.replace('cache-01', 'cache-02')]).allowed).toBe(false);
  });

  test('an inline policy counts like an attached policy', async () => {
    await lab.iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'inline',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: connect('*') }),
    });

    expect(lab.ask().reason).toContain('Policy inline (statement 1) allows');
  });

  test('an attachment counts as soon as services see it', async () => {
    lab = await createPolicyLab({ pace: 1 });
    await lab.attach('late', connect('*'));

    lab.iam.advance(4_999);
    expect(lab.ask().reason).toContain('Policy late is attached but not in effect yet.');
    lab.iam.advance(1);
    expect(lab.ask().allowed).toBe(true);
  });

  test('detached policies and versions other than the default do not count', async () => {
    const arn = await lab.attach('policy', connect('*'));
    await lab.iam.run('CreatePolicyVersion', {
      PolicyArn: arn,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: connect(CACHE) }),
    });
    expect(lab.ask().allowed).toBe(true);

    await lab.iam.run('SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: 'v2' });
    expect(lab.ask().allowed).toBe(false);

    await lab.iam.run('SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: 'v1' });
    await lab.iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    expect(lab.ask().allowed).toBe(false);
  });

  test('a session of a deleted role is refused, even if a new role has the same name', async () => {
    const arn = await lab.attach('policy', connect('*'));
    await lab.iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    await lab.iam.run('DeleteRole', { RoleName: 'app' });
    expect(lab.ask().reason).toBe('Role app of this session does not exist any more.');

    await lab.iam.run('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST });
    await lab.iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: arn });
    expect(lab.ask().allowed).toBe(false);
  });

  test('the administrator may do everything', () => {
    const { allowed } = decide({
      aws: lab.iam.context.aws,
      principal: { kind: 'administrator' },
      action: 'elasticache:Connect',
      resources: [CACHE, USER],
      nowMs: 0,
    });
    expect(allowed).toBe(true);
  });
});
