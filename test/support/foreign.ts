import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { CreatePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { createDeploymentPackage } from '../../src/resources/deployment-package/create.js';
import type { ResourceName } from '../../src/resources/index.js';
import type { Lab } from './lab.js';

type Tags = Readonly<Record<string, string>>;

const toList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

const ANY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

/** Creates a foreign resource with one of the lab's names. The keys are the names of resources. */
export const createForeign: Partial<
  Record<ResourceName, (lab: Lab, tags?: Tags) => Promise<void>>
> = {
  async serverlessCache({ ctx }, tags = {}) {
    const client = await ctx.aws.elastiCache();
    const name = ctx.config.names.cache;
    await client.send(
      new CreateServerlessCacheCommand({
        ServerlessCacheName: name,
        Engine: 'valkey',
        Tags: toList(tags),
      }),
    );
  },
  iamUser: (lab, tags) => createUser(lab, lab.ctx.config.names.iamUser, tags),
  defaultUser: (lab, tags) => createUser(lab, lab.ctx.config.names.defaultUser, tags),
  async userGroup({ ctx }, tags = {}) {
    const client = await ctx.aws.elastiCache();
    const id = ctx.config.names.userGroup;
    await client.send(
      new CreateUserGroupCommand({ UserGroupId: id, Engine: 'valkey', Tags: toList(tags) }),
    );
  },
  async role({ ctx }, tags = {}) {
    const client = await ctx.aws.iam();
    await client.send(
      new CreateRoleCommand({
        RoleName: ctx.config.names.role,
        AssumeRolePolicyDocument: TRUST,
        Tags: toList(tags),
      }),
    );
  },
  async policy({ ctx }, tags = {}) {
    const client = await ctx.aws.iam();
    await client.send(
      new CreatePolicyCommand({
        PolicyName: ctx.config.names.policy,
        PolicyDocument: ANY_POLICY,
        Tags: toList(tags),
      }),
    );
  },
  async logGroup({ ctx }, tags = {}) {
    const client = await ctx.aws.logs();
    await client.send(
      new CreateLogGroupCommand({
        logGroupName: ctx.config.names.logGroup,
        // CloudWatch Logs refuses an empty map.
        ...(Object.keys(tags).length > 0 && { tags: { ...tags } }),
      }),
    );
  },
  async function({ ctx }, tags = {}) {
    const iam = await ctx.aws.iam();
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'somebody', AssumeRolePolicyDocument: TRUST }),
    );
    const client = await ctx.aws.lambda();
    const { zip } = await createDeploymentPackage(ctx.handlerFolder);
    await client.send(
      new CreateFunctionCommand({
        FunctionName: ctx.config.names.function,
        Role: Role?.Arn,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zip },
        Tags: { ...tags },
      }),
    );
  },
};

async function createUser({ ctx }: Lab, id: string, tags: Tags = {}): Promise<void> {
  const client = await ctx.aws.elastiCache();
  await client.send(
    new CreateUserCommand({
      UserId: id,
      UserName: id,
      Engine: 'valkey',
      AccessString: 'on ~* +@all',
      AuthenticationMode: { Type: 'iam' },
      Tags: toList(tags),
    }),
  );
}
