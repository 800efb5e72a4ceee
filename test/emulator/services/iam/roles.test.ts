import { beforeEach, describe, expect, test } from 'vitest';
import { trustsService } from '../../../../src/emulator/iam/trust-policy.js';
import { iamService } from '../../../../src/emulator/services/iam/index.js';
import { findRoleByArn } from '../../../../src/emulator/state/iam.js';
import {
  createRole,
  type RoleAnswer,
  TRUST,
  TRUST_STATEMENT,
  toDocument,
} from '../../support/iam-roles.js';
import { createOperations, type Operations } from '../../support/operations.js';

describe('IAM roles', () => {
  let iam: Operations;
  const create = (RoleName: string, more: object = {}) => createRole(iam, RoleName, more);

  beforeEach(() => {
    iam = createOperations(iamService);
  });

  test('a new role shows its unique id instead of its ARN for a while', async () => {
    iam = createOperations(iamService, { pace: 1 });
    const { Role } = await create('app');
    const seen = async () => (await iam.run<RoleAnswer>('GetRole', { RoleName: 'app' })).Role.Arn;

    expect(await seen()).toBe(Role.RoleId);
    iam.advance(2_000);
    expect(await seen()).toBe('arn:aws:iam::123456789012:role/app');
  });

  test('a role has a global ARN, a unique id and its document URL-encoded', async () => {
    const { Role } = await create('app', {
      Path: '/lab/',
      AssumeRolePolicyDocument: toDocument({ ...TRUST_STATEMENT, Sid: "It's(me)*!" }),
    });

    expect(Role.Arn).toBe('arn:aws:iam::123456789012:role/lab/app');
    expect(Role.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role.AssumeRolePolicyDocument).toContain('It%27s%28me%29%2A%21');
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toContain("It's(me)*!");
    expect(findRoleByArn(iam.context.aws.iam, Role.Arn)?.name).toBe('app');
    expect(findRoleByArn(iam.context.aws.iam, 'arn:aws:iam::123456789012:role/app')).toBe(
      undefined,
    );
  });

  test('names ignore case', async () => {
    await create('App');

    await expect(create('aPP')).rejects.toMatchObject({
      shape: 'EntityAlreadyExistsException',
      message: 'Role with name aPP already exists.',
    });
    const { Role } = await iam.run<RoleAnswer>('GetRole', { RoleName: 'APP' });
    expect(Role.Arn).toBe('arn:aws:iam::123456789012:role/App');
  });

  test('a missing role is NoSuchEntity', async () => {
    await expect(iam.run('GetRole', { RoleName: 'nobody' })).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
      message: 'The role with name nobody cannot be found.',
    });
  });

  test.each([
    ['no JSON', '{', 'This policy contains invalid Json'],
    [
      'a resource',
      toDocument({ ...TRUST_STATEMENT, Resource: '*' }),
      'Has prohibited field Resource',
    ],
    [
      'no principal',
      toDocument({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      'Missing required field Principal',
    ],
    [
      'no effect',
      toDocument({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      'Missing required field Effect cannot be empty!',
    ],
    [
      'another action',
      toDocument({ ...TRUST_STATEMENT, Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['an unknown version', TRUST.replace('2012-10-17', '2020-01-01'), 'Syntax errors in policy.'],
    ['an unknown field', toDocument({ ...TRUST_STATEMENT, Foo: 1 }), 'Syntax errors in policy.'],
    ['no statement', JSON.stringify({ Version: '2012-10-17' }), 'Syntax errors in policy.'],
    [
      'a role that does not exist',
      toDocument({ ...TRUST_STATEMENT, Principal: { AWS: 'arn:aws:iam::123456789012:role/x' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/x"',
    ],
  ])('a trust policy with %s is malformed', async (_name, document, message) => {
    await expect(create('app', { AssumeRolePolicyDocument: document })).rejects.toMatchObject({
      shape: 'MalformedPolicyDocumentException',
      message,
    });
    expect(iam.context.aws.iam.roles.size).toBe(0);
  });

  test('accepts the tutorial’s trust policy with the account’s root', async () => {
    const document = toDocument({
      ...TRUST_STATEMENT,
      Principal: { AWS: 'arn:aws:iam::123456789012:root', Service: 'lambda.amazonaws.com' },
    });
    await create('app', { AssumeRolePolicyDocument: document });

    const role = iam.context.aws.iam.roles.get('app');
    expect(role && trustsService(role, 'lambda.amazonaws.com')).toBe(true);
    expect(role && trustsService(role, 'ec2.amazonaws.com')).toBe(false);
  });

  test('a Deny in the trust policy overrides the Allow', async () => {
    await create('app', {
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [TRUST_STATEMENT, { ...TRUST_STATEMENT, Effect: 'Deny' }],
      }),
    });
    const role = iam.context.aws.iam.roles.get('app');
    expect(role && trustsService(role, 'lambda.amazonaws.com')).toBe(false);
  });

  test('Lambda can assume a new role only after a while', async () => {
    iam = createOperations(iamService, { pace: 1 });
    await create('app');
    expect(iam.context.aws.iam.roles.get('app')?.assumableAtMs).toBe(iam.clock.now() + 10_000);
  });

  test('UpdateRole and UpdateAssumeRolePolicy change the role', async () => {
    await create('app');
    await iam.run('UpdateRole', { RoleName: 'app', Description: 'new', MaxSessionDuration: 7200 });
    await iam.run('UpdateAssumeRolePolicy', {
      RoleName: 'app',
      PolicyDocument: TRUST.replace('lambda', 'ec2'),
    });

    const { Role } = await iam.run<RoleAnswer>('GetRole', { RoleName: 'app' });
    expect(Role).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
    expect(Role.AssumeRolePolicyDocument).toContain('ec2.amazonaws.com');
  });

  test('tags are set at creation, replaced, removed and paged; keys ignore case', async () => {
    await create('app', { Tags: [{ Key: 'a', Value: '1' }] });
    await iam.run('TagRole', {
      RoleName: 'app',
      Tags: [
        { Key: 'A', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });

    const first = await iam.run<{ Marker: string }>('ListRoleTags', {
      RoleName: 'app',
      MaxItems: 1,
    });
    expect(first).toMatchObject({ Tags: [{ Key: 'A', Value: '2' }], IsTruncated: true });
    expect(await iam.run('ListRoleTags', { RoleName: 'app', Marker: first.Marker })).toEqual({
      Tags: [{ Key: 'b', Value: '3' }],
      IsTruncated: false,
    });
    await iam.run('UntagRole', { RoleName: 'app', TagKeys: ['a', 'nothing'] });
    const { Role } = await iam.run<RoleAnswer>('GetRole', { RoleName: 'app' });
    expect(Role.Tags).toEqual([{ Key: 'b', Value: '3' }]);
  });

  test('invalid tags fail the whole call', async () => {
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ];
    await expect(create('app', { Tags: twice })).rejects.toMatchObject({
      shape: 'InvalidInputException',
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    });
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(create('app', { Tags: many })).rejects.toMatchObject({
      shape: 'LimitExceededException',
    });
    expect(iam.context.aws.iam.roles.size).toBe(0);
  });

  test('ListRoles returns pages in the order of names, without tags', async () => {
    for (const name of ['c', 'A', 'b']) await create(name, { Tags: [{ Key: 'a', Value: '1' }] });

    const first = await iam.run<{ Roles: { RoleName: string; Tags?: unknown }[]; Marker: string }>(
      'ListRoles',
      { MaxItems: 2 },
    );
    expect(first.Roles.map(({ RoleName }) => RoleName)).toEqual(['A', 'b']);
    expect(first.Roles[0]?.Tags).toBe(undefined);
    // The next page continues at the same place, although its marker's item is gone.
    await iam.run('DeleteRole', { RoleName: 'b' });
    expect(await iam.run('ListRoles', { Marker: first.Marker })).toMatchObject({
      Roles: [{ RoleName: 'c' }],
      IsTruncated: false,
    });
    await expect(iam.run('ListRoles', { Marker: 'bogus' })).rejects.toMatchObject({
      shape: 'ValidationError',
    });
  });

  test('ElastiCache’s service-linked role is created once and cannot be deleted', async () => {
    const input = { AWSServiceName: 'elasticache.amazonaws.com' };
    expect(await iam.run('CreateServiceLinkedRole', input)).toMatchObject({
      Role: {
        Arn: 'arn:aws:iam::123456789012:role/aws-service-role/elasticache.amazonaws.com/AWSServiceRoleForElastiCache',
      },
    });
    await expect(iam.run('CreateServiceLinkedRole', input)).rejects.toMatchObject({
      shape: 'InvalidInputException',
      message:
        'Service role name AWSServiceRoleForElastiCache has been taken in this account, please try a different suffix.',
    });
    await expect(
      iam.run('DeleteRole', { RoleName: 'AWSServiceRoleForElastiCache' }),
    ).rejects.toMatchObject({ shape: 'UnmodifiableEntityException' });
  });
});
