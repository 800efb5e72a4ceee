import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elasticache from '@aws-sdk/client-elasticache';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import { attempt, isNotFound, type Probe } from './probe.js';
import { toNetworkPolicy } from './probes/iam.js';

/** The tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/** How to delete one resource of the probes. */
export interface Removal {
  readonly name: string;
  exists(): Promise<boolean>;
  readTags(): Promise<Tags>;
  remove(): Promise<unknown>;
}

/** Lists everything that the probes may have made, in the order in which it can be deleted. */
export function listRemovals(probe: Probe): (readonly Removal[] | 'network interfaces')[] {
  const { names } = probe;
  return [
    [names.function, names.shortFunction].map((name) => toFunction(probe, name)),
    [
      ...[names.cache, names.longCache, names.oneSubnetCache],
      ...[names.publicCache, names.publicCacheAlone],
    ].map((name) => toCache(probe, name)),
    [toGroup(probe)],
    names.users.map((name) => toUser(probe, name)),
    'network interfaces',
    [names.role, names.shortRole, names.publicRole].map((name) => toRole(probe, name)),
    [names.logGroup, `/aws/lambda/${names.function}`].map((name) => toLogGroup(probe, name)),
    [toSecurityGroup(probe)],
  ];
}

function toFunction({ target, account }: Probe, name: string): Removal {
  const client = target.clients.lambda;
  const FunctionName = name;
  const place = `${account.partition}:lambda:${target.region}:${account.id}`;
  const Resource = `arn:${place}:function:${name}`;
  return {
    name: `function ${name}`,
    exists: () =>
      isFound(client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName }))),
    readTags: async () => (await client.send(new lambda.ListTagsCommand({ Resource }))).Tags ?? {},
    remove: () => client.send(new lambda.DeleteFunctionCommand({ FunctionName })),
  };
}

function toCache(probe: Probe, name: string): Removal {
  const { cache } = probe.target.clients;
  const input = { ServerlessCacheName: name.toLowerCase() };
  return {
    name: `cache ${name}`,
    exists: () => isFound(cache.send(new elasticache.DescribeServerlessCachesCommand(input))),
    readTags: () => readCacheTags(probe, `serverlesscache:${input.ServerlessCacheName}`),
    remove: () => cache.send(new elasticache.DeleteServerlessCacheCommand(input)),
  };
}

function toGroup(probe: Probe): Removal {
  const { cache } = probe.target.clients;
  const input = { UserGroupId: probe.names.group };
  return {
    name: `user group ${probe.names.group}`,
    exists: () => isFound(cache.send(new elasticache.DescribeUserGroupsCommand(input))),
    readTags: () => readCacheTags(probe, `usergroup:${probe.names.group}`),
    remove: () => cache.send(new elasticache.DeleteUserGroupCommand(input)),
  };
}

function toUser(probe: Probe, UserId: string): Removal {
  const { cache } = probe.target.clients;
  return {
    name: `user ${UserId}`,
    exists: () => isFound(cache.send(new elasticache.DescribeUsersCommand({ UserId }))),
    readTags: () => readCacheTags(probe, `user:${UserId}`),
    remove: () => cache.send(new elasticache.DeleteUserCommand({ UserId })),
  };
}

function toRole(probe: Probe, RoleName: string): Removal {
  const { target, names } = probe;
  const client = target.clients.iam;
  const role = { RoleName };
  return {
    name: `role ${RoleName}`,
    exists: () => isFound(client.send(new iam.GetRoleCommand(role))),
    async readTags() {
      const tags: iam.Tag[] = [];
      for await (const { Tags = [] } of iam.paginateListRoleTags({ client }, role))
        tags.push(...Tags);
      return toMap(tags);
    },
    async remove() {
      // The run knows its policies, and a list can lag behind.
      const PolicyArn = toNetworkPolicy(probe);
      const inline = { ...role, PolicyName: names.policy };
      for (const removePolicy of [
        () => client.send(new iam.DetachRolePolicyCommand({ ...role, PolicyArn })),
        () => client.send(new iam.DeleteRolePolicyCommand(inline)),
      ]) {
        const tried = await attempt<object>(removePolicy());
        if (!tried.ok && !isNotFound(tried)) throw tried.error;
      }
      await client.send(new iam.DeleteRoleCommand(role));
    },
  };
}

/** Lambda makes the log group of a function without tags. Its name is the probe function's, which is the run's own. */
function toLogGroup({ target, account, names, tags }: Probe, logGroupName: string): Removal {
  const client = target.clients.logs;
  const place = `${account.partition}:logs:${target.region}:${account.id}`;
  const resourceArn = `arn:${place}:log-group:${logGroupName}`;
  return {
    name: `log group ${logGroupName}`,
    async exists() {
      const prefix = { logGroupNamePrefix: logGroupName };
      const { logGroups = [] } = await client.send(new logs.DescribeLogGroupsCommand(prefix));
      return logGroups.some((group) => group.logGroupName === logGroupName);
    },
    async readTags() {
      if (logGroupName !== names.logGroup) return tags;
      const command = new logs.ListTagsForResourceCommand({ resourceArn });
      return (await client.send(command)).tags ?? {};
    },
    remove: () => client.send(new logs.DeleteLogGroupCommand({ logGroupName })),
  };
}

function toSecurityGroup({ target, names }: Probe): Removal {
  const client = target.clients.ec2;
  const Filters = [{ Name: 'group-name', Values: [names.securityGroup] }];
  const find = async () => {
    const command = new ec2.DescribeSecurityGroupsCommand({ Filters });
    return (await client.send(command)).SecurityGroups?.[0];
  };
  return {
    name: `security group ${names.securityGroup}`,
    exists: async () => (await find()) !== undefined,
    readTags: async () => toMap((await find())?.Tags),
    remove: async () =>
      client.send(new ec2.DeleteSecurityGroupCommand({ GroupId: (await find())?.GroupId })),
  };
}

async function readCacheTags({ target, account }: Probe, resource: string): Promise<Tags> {
  const place = `${account.partition}:elasticache:${target.region}:${account.id}`;
  const command = new elasticache.ListTagsForResourceCommand({
    ResourceName: `arn:${place}:${resource}`,
  });
  return toMap((await target.clients.cache.send(command)).TagList);
}

function toMap(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** An answer without any resource means that there is none. */
async function isFound(call: Promise<object>): Promise<boolean> {
  const found = await attempt(call);
  if (!found.ok && !isNotFound(found)) throw found.error;
  if (!found.ok) return false;
  return Object.entries(found.value).some(([name, value]) => {
    return name !== '$metadata' && (Array.isArray(value) ? value.length > 0 : value !== undefined);
  });
}
