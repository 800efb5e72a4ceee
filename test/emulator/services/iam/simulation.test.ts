import { beforeEach, describe, expect, test } from 'vitest';
import { iamService } from '../../../../src/emulator/services/iam/index.js';
import { createOperations, type Operations } from '../../support/operations.js';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/app';
const CACHE_ARN = 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01';

interface Simulation {
  readonly EvaluationResults: readonly {
    EvalActionName: string;
    EvalResourceName: string;
    EvalDecision: string;
  }[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

const toDocument = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

describe('IAM simulation', () => {
  let iam: Operations;
  beforeEach(async () => {
    iam = createOperations(iamService);
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } };
    await iam.run('CreateRole', {
      RoleName: 'app',
      AssumeRolePolicyDocument: toDocument({ ...trust, Action: 'sts:AssumeRole' }),
    });
    await iam.run('PutRolePolicy', {
      RoleName: 'app',
      PolicyName: 'p',
      PolicyDocument: toDocument(
        { Effect: 'Allow', Action: 'elasticache:*', Resource: CACHE_ARN },
        { Effect: 'Deny', Action: 'elasticache:DeleteServerlessCache', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
        },
      ),
    });
  });

  const simulate = async (ActionNames: string[], more: object = {}) => {
    const input = { PolicySourceArn: ROLE_ARN, ActionNames, ...more };
    const answer = await iam.run<Simulation>('SimulatePrincipalPolicy', input);
    return answer.EvaluationResults.map(({ EvalActionName, EvalResourceName, EvalDecision }) => [
      EvalActionName,
      EvalResourceName,
      EvalDecision,
    ]);
  };

  test("decides each action on each resource by the role's policies", async () => {
    const actions = ['elasticache:CreateServerlessCache', 'elasticache:DeleteServerlessCache'];

    expect(await simulate(actions, { ResourceArns: [CACHE_ARN, `${CACHE_ARN}2`] })).toEqual([
      [actions[0], CACHE_ARN, 'allowed'],
      [actions[0], `${CACHE_ARN}2`, 'implicitDeny'],
      [actions[1], CACHE_ARN, 'explicitDeny'],
      [actions[1], `${CACHE_ARN}2`, 'explicitDeny'],
    ]);
    expect(await simulate(['lambda:ListFunctions'])).toEqual([
      ['lambda:ListFunctions', '*', 'implicitDeny'],
    ]);
  });

  test('uses the given condition keys', async () => {
    const entry = (service: string) => ({
      ContextEntries: [
        {
          ContextKeyName: 'iam:PassedToService',
          ContextKeyValues: [service],
          ContextKeyType: 'string',
        },
      ],
    });

    expect(await simulate(['iam:PassRole'])).toEqual([['iam:PassRole', '*', 'implicitDeny']]);
    expect(await simulate(['iam:PassRole'], entry('lambda.amazonaws.com'))).toEqual([
      ['iam:PassRole', '*', 'allowed'],
    ]);
    expect(await simulate(['iam:PassRole'], entry('ec2.amazonaws.com'))).toEqual([
      ['iam:PassRole', '*', 'implicitDeny'],
    ]);
  });

  test('allows the administrator everything, and refuses unknown principals', async () => {
    const PolicySourceArn = 'arn:aws:iam::123456789012:user/valkey-lab';
    expect(await simulate(['s3:GetObject'], { PolicySourceArn })).toEqual([
      ['s3:GetObject', '*', 'allowed'],
    ]);
    await expect(
      simulate(['s3:GetObject'], { PolicySourceArn: 'arn:aws:iam::123456789012:user/nobody' }),
    ).rejects.toMatchObject({ shape: 'NoSuchEntityException' });
    await expect(
      simulate(['s3:GetObject'], {
        PolicySourceArn: 'arn:aws:sts::123456789012:assumed-role/app/x',
      }),
    ).rejects.toMatchObject({ shape: 'InvalidInputException' });
  });

  test('refuses unsupported members instead of ignoring them', async () => {
    await expect(
      simulate(['s3:GetObject'], { PolicyInputList: [toDocument()] }),
    ).rejects.toMatchObject({ shape: 'InvalidInputException' });
  });

  test('counts roles and policies of the account, and returns their quotas', async () => {
    const { SummaryMap } = await iam.run<{ SummaryMap: Record<string, number> }>(
      'GetAccountSummary',
    );
    expect(SummaryMap).toMatchObject({ Roles: 1, RolesQuota: 1000, Policies: 0 });
  });
});
