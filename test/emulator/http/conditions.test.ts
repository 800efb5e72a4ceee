import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DeleteUserCommand,
} from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  PutRolePermissionsBoundaryCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { asOperator, BOUNDARY, createBoundary } from '../../support/operator.js';

const NETWORK = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const allow = (Action: string, Condition: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', Condition }],
});
const toUser = (UserId: string, team: string) =>
  new CreateUserCommand({
    ...{ UserId, UserName: UserId, Engine: 'redis', AccessString: 'on ~* +@all' },
    ...{ NoPasswordRequired: true, Tags: [{ Key: 'team', Value: team }] },
  });

describe('a condition of a policy counts for', () => {
  test('the tags of a request', async () => {
    const condition = { StringEquals: { 'aws:RequestTag/team': 'blue' } };
    const { ctx } = await asOperator(lab, allow('elasticache:*', condition));
    const client = await ctx.aws.elastiCache();

    await client.send(toUser('a', 'blue'));
    await expect(client.send(toUser('b', 'red'))).rejects.toThrow(
      /no identity-based policy allows/,
    );
  });

  test('the keys of the tags of a request', async () => {
    const condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } };
    const { ctx } = await asOperator(lab, allow('iam:*', condition));
    const client = await ctx.aws.iam();
    const role = (RoleName: string, ...keys: string[]) =>
      new CreateRoleCommand({
        ...{ RoleName, AssumeRolePolicyDocument: TRUST },
        Tags: keys.map((Key) => ({ Key, Value: 'x' })),
      });

    await client.send(role('a', 'team'));
    await client.send(role('b', 'team', 'cost'));
    await client.send(role('c'));
    await expect(client.send(role('d', 'team', 'other'))).rejects.toThrow(/iam:CreateRole/);
  });

  test('the connection type of a new cache', async () => {
    const condition = { StringEquals: { 'elasticache:ConnectionType': 'public' } };
    const { ctx } = await asOperator(lab, allow('elasticache:*', condition));
    const client = await ctx.aws.elastiCache();
    const create = (input: object) =>
      new CreateServerlessCacheCommand({
        ...{ ServerlessCacheName: 'a', Engine: 'valkey', UserGroupId: 'default.iam-user-group' },
        ...input,
      });

    await expect(client.send(create({ ConnectionType: 'vpc' }))).rejects.toThrow(/not authorized/);
    await expect(client.send(create({}))).rejects.toThrow(/not authorized/);
    await client.send(create({ ConnectionType: 'public' }));
  });

  test('the tags of a resource', async () => {
    const condition = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };
    const { ctx } = await asOperator(lab, allow('elasticache:DeleteUser', condition));
    const [admin, client] = await Promise.all([lab.ctx.aws.elastiCache(), ctx.aws.elastiCache()]);
    await admin.send(toUser('a', 'blue'));
    await admin.send(toUser('b', 'red'));

    await client.send(new DeleteUserCommand({ UserId: 'a' }));
    await expect(client.send(new DeleteUserCommand({ UserId: 'b' }))).rejects.toThrow(
      /not authorized to perform: elasticache:DeleteUser/,
    );
  });

  test('the boundary that a call sets, and the boundary of a role', async () => {
    await createBoundary(lab);
    const condition = { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } };
    const { ctx } = await asOperator(lab, allow('iam:*', condition));
    const client = await ctx.aws.iam();
    const role = (RoleName: string, PermissionsBoundary?: string) =>
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, PermissionsBoundary });
    const attach = (RoleName: string) =>
      new AttachRolePolicyCommand({ RoleName, PolicyArn: NETWORK });

    await client.send(role('limited', BOUNDARY));
    await client.send(attach('limited'));
    await expect(client.send(role('free'))).rejects.toThrow(/iam:CreateRole/);
    await (await lab.ctx.aws.iam()).send(role('free'));
    await expect(client.send(attach('free'))).rejects.toThrow(/iam:AttachRolePolicy/);
  });

  test('a service name in a simulation', async () => {
    const condition = {
      StringLike: { 'ec2:VpceServiceName': 'com.amazonaws.elasticache.serverless.*' },
    };
    const { roleArn } = await asOperator(lab, allow('ec2:CreateVpcEndpoint', condition));
    const client = await lab.ctx.aws.iam();
    const simulate = async (name: string) => {
      const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: ['ec2:CreateVpcEndpoint'],
        ContextEntries: [
          {
            ContextKeyName: 'ec2:VpceServiceName',
            ContextKeyValues: [name],
            ContextKeyType: 'string',
          },
        ],
      });
      return (await client.send(command)).EvaluationResults?.[0]?.EvalDecision;
    };
    expect(await simulate('com.amazonaws.elasticache.serverless.us-east-1.vpce-svc-1')).toBe(
      'allowed',
    );
    expect(await simulate('com.amazonaws.us-east-1.s3')).toBe('implicitDeny');
  });
});

describe('a call also needs', () => {
  test('the permission to tag, when it creates something with tags', async () => {
    const { ctx } = await asOperator(lab, allow('elasticache:CreateUser', {}));
    const client = await ctx.aws.elastiCache();

    await expect(client.send(toUser('a', 'blue'))).rejects.toThrow(
      /not authorized to perform: elasticache:AddTagsToResource on resource: \S+user:a /,
    );
  });

  test('the same permission for the users that it names', async () => {
    const { ctx } = await asOperator(lab, {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: 'arn:aws:elasticache:*:*:usergroup:*' },
      ],
    });
    await (await lab.ctx.aws.elastiCache()).send(toUser('a', 'blue'));
    const command = new CreateUserGroupCommand({
      ...{ UserGroupId: 'g', Engine: 'valkey', UserIds: ['a'] },
    });

    await expect((await ctx.aws.elastiCache()).send(command)).rejects.toThrow(
      /not authorized to perform: elasticache:CreateUserGroup on resource: \S+:user:a /,
    );
  });

  test('the permission for the endpoints of a cache', async () => {
    const { ctx } = await asOperator(lab, allow('elasticache:*', {}));
    const client = await ctx.aws.elastiCache();

    await expect(
      client.send(new CreateServerlessCacheCommand({ ServerlessCacheName: 'c', Engine: 'valkey' })),
    ).rejects.toThrow(/not authorized to perform: ec2:CreateVpcEndpoint on resource: \S+vpc-end/);
  });
});

describe('a refusal names the kind of the policy', () => {
  test('a permissions boundary', async () => {
    await createBoundary(lab);
    const { ctx } = await asOperator(lab, allow('*', {}));
    const admin = await lab.ctx.aws.iam();
    const command = { RoleName: 'operator', PermissionsBoundary: BOUNDARY };
    await admin.send(new PutRolePermissionsBoundaryCommand(command));

    await expect((await ctx.aws.elastiCache()).send(toUser('a', 'blue'))).rejects.toThrow(
      /on resource: \S+user:a because no permissions boundary allows the elasticache:CreateUser action$/,
    );
  });

  test('a service control policy, which limits the administrator, too', async () => {
    const statement = {
      Effect: 'Deny',
      Action: 'elasticache:Create*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestTag/team': 'blue' } },
    };
    const serviceControlPolicy = { Version: '2012-10-17', Statement: [statement] };
    lab.emulator.setFaults({ rules: [], serviceControlPolicy });
    const client = await lab.ctx.aws.elastiCache();

    await client.send(toUser('a', 'blue'));
    await expect(client.send(toUser('b', 'red'))).rejects.toThrow(
      /with an explicit deny in a service control policy$/,
    );
  });

  test('a service control policy that is no policy is refused', () => {
    const set = (serviceControlPolicy: object) =>
      lab.emulator.setFaults({ rules: [], serviceControlPolicy });
    expect(() => set({ Version: '2012-10-17', Statement: [{ Effect: 'Never' }] })).toThrow(
      'The faults cannot be read: "serviceControlPolicy" is not a policy (Invalid effect: Never).',
    );
  });
});
