import { beforeEach, describe, expect, test } from 'vitest';
import { iamService } from '../../../../src/emulator/services/iam/index.js';
import { createOperations, type Operations } from '../../support/operations.js';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const ARN = 'arn:aws:iam::123456789012:policy/connect';
const VPC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

function toDocument(statement: unknown, version: string | undefined = '2012-10-17'): string {
  return JSON.stringify({ Version: version, Statement: [statement] });
}

describe('IAM policies', () => {
  let iam: Operations;
  const create = (PolicyName = 'connect', PolicyDocument = toDocument(STATEMENT)) =>
    iam.run('CreatePolicy', { PolicyName, PolicyDocument });
  const addVersion = (more: object = {}) =>
    iam.run('CreatePolicyVersion', {
      PolicyArn: ARN,
      PolicyDocument: toDocument({ ...STATEMENT, Resource: 'arn:aws:s3:::b/*' }),
      ...more,
    });

  beforeEach(() => {
    iam = createOperations(iamService);
  });

  test('a new policy has the default version v1', async () => {
    expect(await create()).toMatchObject({
      Policy: {
        Arn: ARN,
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      },
    });
    const { PolicyVersion } = await iam.run<{ PolicyVersion: { Document: string } }>(
      'GetPolicyVersion',
      { PolicyArn: ARN, VersionId: 'v1' },
    );
    expect(decodeURIComponent(PolicyVersion.Document)).toBe(toDocument(STATEMENT));
    expect(PolicyVersion.Document).toContain('%2A');
  });

  test('names are unique ignoring case', async () => {
    await create();
    await expect(create('Connect')).rejects.toMatchObject({
      shape: 'EntityAlreadyExistsException',
      message: 'A policy called Connect already exists. Duplicate names are not allowed.',
    });
  });

  test.each([
    ['no JSON', 'no', 'This policy contains invalid Json'],
    ['a list', '[]', 'Syntax errors in policy.'],
    [
      'no version',
      JSON.stringify({ Statement: [STATEMENT] }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    [
      'a principal',
      toDocument({ ...STATEMENT, Principal: '*' }),
      'Policy document should not specify a principal.',
    ],
    [
      'no resource',
      toDocument({ Effect: 'Allow', Action: 's3:*' }),
      'Policy statement must contain resources.',
    ],
    [
      'no action',
      toDocument({ Effect: 'Allow', Resource: '*' }),
      'Policy statement must contain actions.',
    ],
    ['a wrong effect', toDocument({ ...STATEMENT, Effect: 'Maybe' }), 'Invalid effect: Maybe'],
    [
      'an action without service',
      toDocument({ ...STATEMENT, Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'a resource that is no ARN',
      toDocument({ ...STATEMENT, Resource: 'cache-01' }),
      'Resource cache-01 must be in ARN format or "*".',
    ],
    [
      'action and not-action',
      toDocument({ ...STATEMENT, NotAction: 's3:*' }),
      'Syntax errors in policy.',
    ],
    [
      'a condition that is no block',
      toDocument({ ...STATEMENT, Condition: { Bool: 'true' } }),
      'Syntax errors in policy.',
    ],
  ])('a document with %s is malformed', async (_name, document, message) => {
    await expect(create('connect', document)).rejects.toMatchObject({
      shape: 'MalformedPolicyDocumentException',
      message,
    });
  });

  test('a document over 6,144 characters is refused, not counting white space', async () => {
    const spaced = toDocument(STATEMENT).replace('{', `{${' '.repeat(7_000)}`);
    await create('spaced', spaced);
    const long = toDocument({ ...STATEMENT, Resource: `arn:aws:s3:::${'x'.repeat(6_144)}` });
    await expect(create('long', long)).rejects.toMatchObject({
      shape: 'LimitExceededException',
      message: 'Cannot exceed quota for PolicySize: 6144',
    });
  });

  test('versions: up to five, the default cannot be deleted, numbers are not reused', async () => {
    await create();
    await addVersion({ SetAsDefault: true });
    await addVersion();
    expect(await iam.run('ListPolicyVersions', { PolicyArn: ARN })).toMatchObject({
      Versions: [
        { VersionId: 'v3', IsDefaultVersion: false },
        { VersionId: 'v2', IsDefaultVersion: true },
        { VersionId: 'v1', IsDefaultVersion: false },
      ],
    });
    await expect(
      iam.run('DeletePolicyVersion', { PolicyArn: ARN, VersionId: 'v2' }),
    ).rejects.toMatchObject({
      shape: 'DeleteConflictException',
      message: 'Cannot delete the default version of a policy.',
    });
    await iam.run('DeletePolicyVersion', { PolicyArn: ARN, VersionId: 'v3' });
    for (const VersionId of ['v4', 'v5', 'v6']) {
      expect(await addVersion()).toMatchObject({ PolicyVersion: { VersionId } });
    }
    await expect(addVersion()).rejects.toMatchObject({
      shape: 'LimitExceededException',
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    });
    await expect(
      iam.run('GetPolicyVersion', { PolicyArn: ARN, VersionId: 'v3' }),
    ).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
      message: `Policy ${ARN} version v3 does not exist or is not attachable.`,
    });
  });

  test('a policy can be deleted only when it is detached and has one version', async () => {
    await create();
    await addVersion();
    await iam.run('CreateRole', {
      RoleName: 'app',
      AssumeRolePolicyDocument: toDocument({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    });
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: ARN });

    expect(await iam.run('GetPolicy', { PolicyArn: ARN })).toMatchObject({
      Policy: { AttachmentCount: 1 },
    });
    expect(await iam.run('ListEntitiesForPolicy', { PolicyArn: ARN })).toMatchObject({
      PolicyRoles: [{ RoleName: 'app' }],
      PolicyUsers: [],
      PolicyGroups: [],
    });
    await expect(iam.run('DeletePolicy', { PolicyArn: ARN })).rejects.toMatchObject({
      shape: 'DeleteConflictException',
      message: 'Cannot delete a policy attached to entities.',
    });
    await iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: ARN });
    await expect(iam.run('DeletePolicy', { PolicyArn: ARN })).rejects.toMatchObject({
      shape: 'DeleteConflictException',
      message: expect.stringContaining('This policy has more than one version.'),
    });
    await iam.run('DeletePolicyVersion', { PolicyArn: ARN, VersionId: 'v2' });
    await iam.run('DeletePolicy', { PolicyArn: ARN });
    await expect(iam.run('GetPolicy', { PolicyArn: ARN })).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
      message: `Policy ${ARN} was not found.`,
    });
  });

  test("AWS's own policies can be read but not changed", async () => {
    const { PolicyVersion } = await iam.run<{ PolicyVersion: { Document: string } }>(
      'GetPolicyVersion',
      { PolicyArn: VPC, VersionId: 'v3' },
    );
    const document = JSON.parse(decodeURIComponent(PolicyVersion.Document));
    expect(document.Statement[0].Action).toContain('ec2:CreateNetworkInterface');
    for (const operation of ['DeletePolicy', 'TagPolicy', 'CreatePolicyVersion']) {
      await expect(iam.run(operation, { PolicyArn: VPC })).rejects.toMatchObject({
        shape: 'AccessDenied',
        status: 403,
      });
    }
  });

  test('ListPolicies filters by scope and attachment', async () => {
    await create();
    const list = async (input: object) => {
      const { Policies } = await iam.run<{ Policies: { PolicyName: string }[] }>(
        'ListPolicies',
        input,
      );
      return Policies.map(({ PolicyName }) => PolicyName);
    };

    expect(await list({ Scope: 'Local' })).toEqual(['connect']);
    expect(await list({ Scope: 'AWS' })).toEqual([
      'AWSLambdaBasicExecutionRole',
      'AWSLambdaVPCAccessExecutionRole',
    ]);
    expect(await list({})).toHaveLength(3);
    expect(await list({ OnlyAttached: true })).toEqual([]);
    expect(await list({ PathPrefix: '/service-role/' })).toHaveLength(2);
  });

  test('tags of policies are added, listed and removed', async () => {
    await create();
    await iam.run('TagPolicy', { PolicyArn: ARN, Tags: [{ Key: 'a', Value: '1' }] });
    expect(await iam.run('ListPolicyTags', { PolicyArn: ARN })).toMatchObject({
      Tags: [{ Key: 'a', Value: '1' }],
    });
    await iam.run('UntagPolicy', { PolicyArn: ARN, TagKeys: ['a'] });
    expect(await iam.run('ListPolicyTags', { PolicyArn: ARN })).toMatchObject({ Tags: [] });
  });
});
