import { readFile } from 'node:fs/promises';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elasticache from '@aws-sdk/client-elasticache';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import {
  type Assume,
  createClock,
  type Emulator,
  type PaceName,
  startEmulator,
} from '../../../../src/emulator/index.js';
import type { Subnet } from '../../../../src/emulator/state/ec2.js';
import { zip } from '../../functions/support/zip.js';

/** An endpoint whose clock stands still, and its clients. */
export interface AssumptionLab extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly cache: elasticache.ElastiCacheClient;
  readonly iam: iam.IAMClient;
  readonly lambda: lambda.LambdaClient;
  readonly ec2: ec2.EC2Client;
  readonly logs: logs.CloudWatchLogsClient;
  readonly ca: string;
  readonly log: readonly string[];
  /** The default subnets. */
  readonly subnets: readonly Subnet[];
  readonly groupId: string;
  createUser(more?: Partial<elasticache.CreateUserMessage>): Promise<elasticache.User>;
  createGroup(...userIds: string[]): Promise<unknown>;
  createCache(
    more?: Partial<elasticache.CreateServerlessCacheRequest>,
  ): Promise<elasticache.CreateServerlessCacheResponse>;
  describeUser(): Promise<elasticache.User | undefined>;
  describeGroup(): Promise<elasticache.UserGroup | undefined>;
  describeCache(): Promise<elasticache.ServerlessCache | undefined>;
  /** Creates a role for functions, and waits until Lambda can assume it. */
  createRole(options?: { waits: boolean }): Promise<void>;
  /** Creates a function; with subnets, in the VPC. Its role must exist. */
  createFunction(subnetIds?: readonly string[]): Promise<unknown>;
  describeFunction(): Promise<lambda.FunctionConfiguration>;
}

/** The longest time that a change takes with the pace `real`, apart from network interfaces. */
export const ALL_CHANGES_MS = 121_000;
export const TAGS = [{ Key: 'team', Value: 'blue' }];
export const ROLE_ARN = 'arn:aws:iam::123456789012:role/role-1';
export const NETWORK_POLICY =
  'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});
const REGION = 'us-east-1';
const code = await zip({ 'index.mjs': 'export const handler = async () => 1;' });

/** Starts an endpoint with these alternatives. */
export async function startAssumptionLab(
  assume: Assume,
  pace: PaceName = 'instant',
): Promise<AssumptionLab> {
  const nowMs = Date.now();
  const clock = createClock(() => nowMs);
  const log: string[] = [];
  const emulator = await startEmulator({ assume, pace, clock, log: (line) => log.push(line) });
  const { endpoint, credentials } = emulator;
  // After a jump of the clock, a client corrects its own clock with a second attempt.
  const config = { endpoint, credentials, region: REGION, maxAttempts: 2 };
  const clients = {
    cache: new elasticache.ElastiCacheClient(config),
    iam: new iam.IAMClient(config),
    lambda: new lambda.LambdaClient(config),
    ec2: new ec2.EC2Client(config),
    logs: new logs.CloudWatchLogsClient(config),
  };
  const state = emulator.state.region(REGION);
  const subnets = [...state.ec2.subnets.values()];
  const groupId = [...state.ec2.securityGroups.keys()][0] ?? '';
  return {
    ...clients,
    ...{ emulator, subnets, groupId, log, ca: await readFile(emulator.caFile, 'utf8') },
    createUser: (more) =>
      clients.cache.send(
        new elasticache.CreateUserCommand({
          ...{ UserId: 'user-1', UserName: 'user-1', Engine: 'valkey' },
          ...{ AccessString: 'on ~* +@all', AuthenticationMode: { Type: 'iam' } },
          ...more,
        }),
      ),
    createGroup: (...UserIds) =>
      clients.cache.send(
        new elasticache.CreateUserGroupCommand({
          ...{ UserGroupId: 'group-1', Engine: 'valkey', UserIds },
        }),
      ),
    createCache: (more) =>
      clients.cache.send(
        new elasticache.CreateServerlessCacheCommand({
          ...{ ServerlessCacheName: 'cache-01', Engine: 'valkey' },
          ...more,
        }),
      ),
    async describeUser() {
      const command = new elasticache.DescribeUsersCommand({ UserId: 'user-1' });
      return (await clients.cache.send(command)).Users?.[0];
    },
    async describeGroup() {
      const command = new elasticache.DescribeUserGroupsCommand({ UserGroupId: 'group-1' });
      return (await clients.cache.send(command)).UserGroups?.[0];
    },
    async describeCache() {
      const command = new elasticache.DescribeServerlessCachesCommand({
        ServerlessCacheName: 'cache-01',
      });
      return (await clients.cache.send(command)).ServerlessCaches?.[0];
    },
    async createRole({ waits } = { waits: true }) {
      const role = { RoleName: 'role-1', AssumeRolePolicyDocument: TRUST, Tags: TAGS };
      await clients.iam.send(new iam.CreateRoleCommand(role));
      const attachment = { RoleName: 'role-1', PolicyArn: NETWORK_POLICY };
      await clients.iam.send(new iam.AttachRolePolicyCommand(attachment));
      if (waits) clock.advance(ALL_CHANGES_MS);
    },
    createFunction: (subnetIds = []) =>
      clients.lambda.send(
        new lambda.CreateFunctionCommand({
          ...{ FunctionName: 'function-1', Role: ROLE_ARN, Code: { ZipFile: code } },
          ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', Tags: { team: 'blue' } },
          ...(subnetIds.length > 0 && {
            VpcConfig: { SubnetIds: [...subnetIds], SecurityGroupIds: [groupId] },
          }),
        }),
      ),
    describeFunction: () =>
      clients.lambda.send(
        new lambda.GetFunctionConfigurationCommand({ FunctionName: 'function-1' }),
      ),
    async [Symbol.asyncDispose]() {
      for (const client of Object.values(clients)) client.destroy();
      await emulator.close();
    },
  };
}

/** Returns the name of the error with which a call fails, or `ok`. */
export async function toCode(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return (error as Error).name;
  }
}
