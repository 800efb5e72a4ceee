import { readFileSync } from 'node:fs';
import { DeleteLogGroupCommand, UntagResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AddTagsToResourceCommand, CreateUserCommand } from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsClients } from '../../src/aws/clients.js';
import { type Lab, startLab } from '../support/lab.js';
import { asOperator, BOUNDARY, createBoundary, type OperatorLab } from '../support/operator.js';
import { up } from '../support/run-lab.js';

const ROLE = 'elasticache-iam-auth-app';
const FUNCTION = 'AccessValkey';
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const POLICY = 'arn:aws:iam::123456789012:policy/elasticache-allow-all';
const USER = 'arn:aws:elasticache:us-east-1:123456789012:user:other';
const CACHE = 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01';
const LOG_GROUP = `/aws/lambda/${FUNCTION}`;
const LAB_TAG = [{ Key: 'valkey-lab:lab', Value: 'default' }];
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** Ways to more rights, as docs/PERMISSIONS.md names them, and the action that AWS refuses. */
const ATTEMPTS: readonly [
  what: string,
  action: string,
  run: (aws: AwsClients) => Promise<unknown>,
][] = [
  [
    'attach another policy to the function’s role',
    'iam:AttachRolePolicy',
    async (aws) =>
      (await aws.iam()).send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: ADMIN })),
  ],
  [
    'write an inline policy into the role',
    'iam:PutRolePolicy',
    async (aws) =>
      (await aws.iam()).send(
        new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'x', PolicyDocument: EVERYTHING }),
      ),
  ],
  [
    'create the role without the boundary',
    'iam:CreateRole',
    async (aws) =>
      (await aws.iam()).send(
        new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: TRUST, Tags: LAB_TAG }),
      ),
  ],
  [
    'remove the boundary',
    'iam:DeleteRolePermissionsBoundary',
    async (aws) =>
      (await aws.iam()).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })),
  ],
  [
    'set another boundary',
    'iam:PutRolePermissionsBoundary',
    async (aws) =>
      (await aws.iam()).send(
        new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary: ADMIN }),
      ),
  ],
  [
    'change the boundary itself',
    'iam:CreatePolicyVersion',
    async (aws) =>
      (await aws.iam()).send(
        new CreatePolicyVersionCommand({
          ...{ PolicyArn: BOUNDARY, PolicyDocument: EVERYTHING, SetAsDefault: true },
        }),
      ),
  ],
  [
    'create another role',
    'iam:CreateRole',
    async (aws) =>
      (await aws.iam()).send(
        new CreateRoleCommand({
          ...{ RoleName: 'other', AssumeRolePolicyDocument: TRUST, Tags: LAB_TAG },
          PermissionsBoundary: BOUNDARY,
        }),
      ),
  ],
  [
    'attach a policy to the operator’s own role',
    'iam:AttachRolePolicy',
    async (aws) =>
      (await aws.iam()).send(
        new AttachRolePolicyCommand({ RoleName: 'operator', PolicyArn: POLICY }),
      ),
  ],
  [
    'run the function with another role',
    'iam:PassRole',
    async (aws) =>
      (await aws.lambda()).send(
        new UpdateFunctionConfigurationCommand({
          ...{ FunctionName: FUNCTION, Role: 'arn:aws:iam::123456789012:role/operator' },
        }),
      ),
  ],
  [
    'change another function',
    'lambda:UpdateFunctionCode',
    async (aws) =>
      (await aws.lambda()).send(
        new UpdateFunctionCodeCommand({ FunctionName: 'other', ZipFile: new Uint8Array([1]) }),
      ),
  ],
  [
    'assume another role',
    'sts:AssumeRole',
    async (aws) =>
      (await aws.sts()).send(
        new AssumeRoleCommand({
          ...{ RoleArn: 'arn:aws:iam::123456789012:role/operator', RoleSessionName: 'x' },
        }),
      ),
  ],
  [
    'create a resource without the lab’s tag',
    'elasticache:CreateUser',
    async (aws) =>
      (await aws.elastiCache()).send(
        new CreateUserCommand({
          ...{ UserId: 'iam-user-01', UserName: 'iam-user-01', Engine: 'redis' },
          AccessString: 'on ~* +@all',
        }),
      ),
  ],
  [
    'tag another resource as the lab’s',
    'elasticache:AddTagsToResource',
    async (aws) =>
      (await aws.elastiCache()).send(
        new AddTagsToResourceCommand({ ResourceName: USER, Tags: LAB_TAG }),
      ),
  ],
  [
    'delete a resource that has the lab’s name and not its tag',
    'logs:DeleteLogGroup',
    async (aws) => (await aws.logs()).send(new DeleteLogGroupCommand({ logGroupName: LOG_GROUP })),
  ],
];

describe('with the printed policy, an operator cannot', () => {
  let lab: Lab;
  let operator: OperatorLab;
  beforeAll(async () => {
    lab = await startLab({ env: { VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY } });
    await createBoundary(lab);
    operator = await asOperator(lab);
    await up(operator);
    const logs = await lab.ctx.aws.logs();
    const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${LOG_GROUP}`;
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['valkey-lab:lab'] }));
  });
  afterAll(async () => {
    operator.ctx.aws.close();
    await lab[Symbol.asyncDispose]();
  });

  test.each(ATTEMPTS)('%s', async (_what, action, run) => {
    await expect(run(operator.ctx.aws)).rejects.toThrow(
      new RegExp(`is not authorized to perform: ${action} `),
    );
  });

  test('use more rights than the boundary has, by a new version of the lab’s own policy', async () => {
    const [own, admin] = await Promise.all([operator.ctx.aws.iam(), lab.ctx.aws.iam()]);
    const simulate = async (action: string, arn = '*') => {
      const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::123456789012:role/${ROLE}`,
        ActionNames: [action],
        ResourceArns: [arn],
      });
      return (await admin.send(command)).EvaluationResults?.[0]?.EvalDecision;
    };
    await own.send(
      new CreatePolicyVersionCommand({
        ...{ PolicyArn: POLICY, PolicyDocument: EVERYTHING, SetAsDefault: true },
      }),
    );
    expect(await simulate('elasticache:Connect', CACHE)).toBe('allowed');
    expect(await simulate('iam:CreateUser')).toBe('implicitDeny');
  });

  test('do anything else that docs/PERMISSIONS.md lists', () => {
    const page = readFileSync(new URL('../../docs/PERMISSIONS.md', import.meta.url), 'utf8');
    const [, table = ''] = page.split('| an operator tries to | refused by |\n|---|---|\n');
    const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
    const named = rows.map((row) => /^\| (.+?) \|/.exec(row)?.[1]);
    expect(named).toEqual([
      ...ATTEMPTS.map(([what]) => what),
      'use a new version of the lab’s own policy',
    ]);
  });
});
