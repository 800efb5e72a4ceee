// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM's policy variables look like templates.
import { beforeEach, describe, expect, test } from 'vitest';
import { CACHE, connect, createPolicyLab, type PolicyLab, USER } from './policy-lab.js';

describe('decide, with conditions and variables', () => {
  let lab: PolicyLab;
  beforeEach(async () => {
    lab = await createPolicyLab();
  });

  test('policy variables have the literal values of the request', async () => {
    const arn = USER.replace('iam-user-01', '${aws:PrincipalTag/team}-user');
    await lab.attach('policy', connect(arn));

    expect(lab.ask([USER.replace('iam-user-01', 'blue-user')]).allowed).toBe(true);
    expect(lab.ask([USER.replace('iam-user-01', 'red-user')]).allowed).toBe(false);
  });

  test('a star in the value of a policy variable is not a wildcard', async () => {
    await lab.iam.run('TagRole', { RoleName: 'app', Tags: [{ Key: 'team', Value: '*' }] });
    await lab.attach('policy', connect(USER.replace('iam-user-01', '${aws:PrincipalTag/team}')));

    expect(lab.ask([USER]).allowed).toBe(false);
  });

  test('a policy variable without a value matches its default, or no text without a default', async () => {
    await lab.attach(
      'policy',
      connect(USER.replace('iam-user-01', "${aws:Missing, 'iam-user-01'}")),
    );
    expect(lab.ask([USER]).allowed).toBe(true);
    await lab.attach('other', connect(CACHE.replace('cache-01', '${aws:Missing}*')));
    expect(lab.ask([CACHE]).allowed).toBe(false);
  });

  test('policies before version 2012-10-17 have no policy variables', async () => {
    await lab.iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'old',
      PolicyDocument: JSON.stringify({
        Version: '2008-10-17',
        Statement: connect(USER.replace('iam-user-01', '${aws:PrincipalTag/team}')),
      }),
    });

    expect(lab.ask([USER.replace('iam-user-01', 'blue')]).allowed).toBe(false);
    expect(lab.ask([USER.replace('iam-user-01', '${aws:PrincipalTag/team}')]).allowed).toBe(true);
  });

  test('a statement with an unknown condition never allows, and always denies', async () => {
    const condition = { Condition: { StringMatches: { 'aws:SourceVpc': 'vpc-1' } } };
    await lab.attach('allow', connect('*', condition));
    expect(lab.ask().reason).toContain(
      'allow (statement 1) has a condition that the emulator does not know (StringMatches aws:SourceVpc)',
    );

    await lab.attach('allow-all', connect('*'));
    expect(lab.ask().allowed).toBe(true);
    await lab.attach('deny', { ...connect('*', condition), Effect: 'Deny' });
    expect(lab.ask().allowed).toBe(false);
  });

  test('the reason names a condition that does not hold', async () => {
    await lab.attach(
      'policy',
      connect('*', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    );

    expect(lab.ask([CACHE], { keys: { 'aws:SourceVpc': 'vpc-2' } }).reason).toContain(
      'has a condition that does not hold (StringEquals aws:SourceVpc)',
    );
    expect(lab.ask([CACHE], { keys: { 'aws:SourceVpc': 'vpc-1' } }).allowed).toBe(true);
  });

  test('aws:ResourceTag has the tags of each resource', async () => {
    const { elasticache } = lab.iam.context.state;
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
    await lab.attach(
      'policy',
      connect('*', { Condition: { StringEquals: { 'aws:ResourceTag/env': 'lab' } } }),
    );

    expect(lab.ask([USER]).allowed).toBe(true);
    expect(lab.ask([CACHE]).allowed).toBe(false);
  });

  test('aws:CurrentTime is the clock of the endpoint', async () => {
    await lab.attach(
      'policy',
      connect('*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-10-01T13:00:00Z' } } }),
    );

    expect(lab.ask().allowed).toBe(true);
    lab.iam.advance(3_600_000);
    expect(lab.ask().allowed).toBe(false);
  });
});
