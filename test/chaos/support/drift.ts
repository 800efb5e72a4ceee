import { PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  ModifyServerlessCacheCommand,
  ModifyUserCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import {
  CreatePolicyVersionCommand,
  DetachRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type AwsClients, createClients } from '../../../src/aws/clients.js';
import type { Emulator } from '../../../src/emulator/index.js';
import { zip } from '../../emulator/functions/support/zip.js';

/**
 * Changes everything in a default lab that `up` repairs. After that, `up` and `down` also make the calls that a
 * regular run does not need.
 */
export async function driftLab(emulator: Emulator): Promise<void> {
  const { endpoint, credentials } = emulator;
  const access = {
    region: 'us-east-1',
    credentials: async () => credentials,
    endpoint,
    profile: undefined,
  };
  // Advance the emulator's clock after each call, so each change is complete before the next one.
  const aws = createClients(access, () => emulator.advance(1_000));
  try {
    await driftCache(aws);
    await driftRole(aws, emulator.account);
    await driftFunction(aws);
  } finally {
    aws.close();
  }
}

async function driftCache(aws: AwsClients): Promise<void> {
  const client = await aws.elastiCache();
  const cache = { ServerlessCacheName: 'cache-01' };
  const group = { UserGroupId: 'iam-user-group-01' };
  const limits = {
    DataStorage: { Maximum: 5, Unit: 'GB' as const },
    ECPUPerSecond: { Maximum: 5000 },
  };
  await client.send(new ModifyServerlessCacheCommand({ ...cache, CacheUsageLimits: limits }));
  await client.send(new ModifyServerlessCacheCommand({ ...cache, RemoveUserGroup: true }));
  await client.send(new ModifyUserGroupCommand({ ...group, UserIdsToRemove: ['iam-user-01'] }));
  await client.send(new ModifyUserCommand({ UserId: 'iam-user-01', AccessString: 'off ~* +get' }));
}

/** Creates five policy versions, IAM's maximum, so `up` has to delete one before it adds its own. */
async function driftRole(aws: AwsClients, account: string): Promise<void> {
  const client = await aws.iam();
  const role = { RoleName: 'elasticache-iam-auth-app' };
  const PolicyArn = `arn:aws:iam::${account}:policy/elasticache-allow-all`;
  for (const action of ['GetObject', 'PutObject', 'ListBucket', 'DeleteObject']) {
    const PolicyDocument = toDocument({ Action: `s3:${action}`, Resource: '*' });
    await client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
  }
  await client.send(new DetachRolePolicyCommand({ ...role, PolicyArn }));
  const Principal = { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] };
  const PolicyDocument = toDocument({ Action: 'sts:AssumeRole', Principal });
  await client.send(new UpdateAssumeRolePolicyCommand({ ...role, PolicyDocument }));
}

function toDocument(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

async function driftFunction(aws: AwsClients): Promise<void> {
  const client = await aws.lambda();
  const lambda = { FunctionName: 'AccessValkey' };
  const ZipFile = await zip({ 'index.mjs': 'export const handler = async () => 1;' });
  await client.send(new UpdateFunctionCodeCommand({ ...lambda, ZipFile }));
  await client.send(new UpdateFunctionConfigurationCommand({ ...lambda, Timeout: 3 }));
  const logs = await aws.logs();
  const retentionInDays = 1;
  const logGroupName = '/aws/lambda/AccessValkey';
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}
