import { beforeEach, describe, expect, test } from 'vitest';
import { iamService } from '../../../../src/emulator/services/iam/index.js';
import { createRole, toDocument } from '../../support/iam-roles.js';
import { createOperations, type Operations } from '../../support/operations.js';

const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const VPC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

describe('policies of IAM roles', () => {
  let iam: Operations;
  const create = (RoleName: string, more: object = {}) => createRole(iam, RoleName, more);

  beforeEach(() => {
    iam = createOperations(iamService);
  });

  test('a role can be deleted only without attached and inline policies', async () => {
    await create('app');
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: VPC });
    await iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'inline',
      PolicyDocument: toDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    });

    await expect(iam.run('DeleteRole', { RoleName: 'app' })).rejects.toMatchObject({
      shape: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
    await iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: VPC });
    await expect(iam.run('DeleteRole', { RoleName: 'app' })).rejects.toMatchObject({
      shape: 'DeleteConflictException',
      message: 'Cannot delete entity, must delete policies first.',
    });
    await iam.run('DeleteRolePolicy', { RoleName: 'app', PolicyName: 'inline' });
    await iam.run('DeleteRole', { RoleName: 'app' });
    await expect(iam.run('DeleteRole', { RoleName: 'app' })).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
    });
  });

  test('attaching twice is harmless, detaching twice is NoSuchEntity', async () => {
    await create('app');
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: BASIC });
    await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: BASIC });

    expect(await iam.run('ListAttachedRolePolicies', { RoleName: 'app' })).toEqual({
      AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: BASIC }],
      IsTruncated: false,
    });
    await iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: BASIC });
    await expect(
      iam.run('DetachRolePolicy', { RoleName: 'app', PolicyArn: BASIC }),
    ).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
      message: `Policy ${BASIC} was not found.`,
    });
  });

  test('a missing policy cannot be attached, nor an eleventh', async () => {
    await create('app');
    const missing = 'arn:aws:iam::123456789012:policy/missing';
    await expect(
      iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: missing }),
    ).rejects.toMatchObject({
      shape: 'NoSuchEntityException',
      message: `Policy ${missing} does not exist or is not attachable.`,
    });
    for (let index = 0; index < 11; index++) {
      const { Policy } = await iam.run<{ Policy: { Arn: string } }>('CreatePolicy', {
        PolicyName: `p${index}`,
        PolicyDocument: toDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
      });
      const attach = iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: Policy.Arn });
      if (index < 10) {
        await attach;
        continue;
      }
      await expect(attach).rejects.toMatchObject({
        shape: 'LimitExceededException',
        message: 'Cannot exceed quota for PoliciesPerRole: 10',
      });
    }
  });

  test('inline policies are returned unchanged', async () => {
    await create('app');
    const document = toDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    await iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'inline',
      PolicyDocument: document,
    });

    const answer = await iam.run<{ PolicyDocument: string }>('GetRolePolicy', {
      RoleName: 'app',
      PolicyName: 'inline',
    });
    expect(decodeURIComponent(answer.PolicyDocument)).toBe(document);
    expect(await iam.run('ListRolePolicies', { RoleName: 'app' })).toMatchObject({
      PolicyNames: ['inline'],
    });
    await expect(
      iam.run('GetRolePolicy', { RoleName: 'app', PolicyName: 'x' }),
    ).rejects.toMatchObject({ message: 'The role policy with name x cannot be found.' });
  });
});
