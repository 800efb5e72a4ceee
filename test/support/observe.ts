import {
  ListTagsForResourceCommand as ListLogTagsCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import {
  paginateDescribeServerlessCaches,
  paginateDescribeUserGroups,
  paginateDescribeUsers,
  type ServerlessCache,
  type User,
  type UserGroup,
} from '@aws-sdk/client-elasticache';
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListPolicyVersionsCommand,
  paginateListAttachedRolePolicies,
  paginateListPolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import type { Lab } from './lab.js';
import { present } from './run-lab.js';

/** Reads resources with AWS's own calls, to assert only facts that a real account would show too. */
export function observe({ ctx: { aws } }: Pick<Lab, 'ctx'>) {
  const caches = async (): Promise<ServerlessCache[]> => {
    const client = await aws.elastiCache();
    const pages = paginateDescribeServerlessCaches({ client }, {});
    return collect(pages, (page) => page.ServerlessCaches);
  };
  const users = async (): Promise<User[]> => {
    const client = await aws.elastiCache();
    return collect(paginateDescribeUsers({ client }, {}), (page) => page.Users);
  };
  const userGroups = async (): Promise<UserGroup[]> => {
    const client = await aws.elastiCache();
    return collect(paginateDescribeUserGroups({ client }, {}), (page) => page.UserGroups);
  };
  const functions = async (): Promise<FunctionConfiguration[]> => {
    const client = await aws.lambda();
    return collect(paginateListFunctions({ client }, {}), (page) => page.Functions);
  };
  return {
    caches,
    functions,
    async cache(name = 'cache-01') {
      return present(
        (await caches()).find(({ ServerlessCacheName }) => ServerlessCacheName === name),
      );
    },
    async user(id = 'iam-user-01') {
      return present((await users()).find(({ UserId }) => UserId === id));
    },
    async userGroup(id = 'iam-user-group-01') {
      return present((await userGroups()).find(({ UserGroupId }) => UserGroupId === id));
    },
    async function(FunctionName = 'AccessValkey') {
      const client = await aws.lambda();
      return client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    },
    async interfaces(): Promise<NetworkInterface[]> {
      const client = await aws.ec2();
      const pages = paginateDescribeNetworkInterfaces({ client }, {});
      return collect(pages, (page) => page.NetworkInterfaces);
    },
    async roleNames(): Promise<(string | undefined)[]> {
      const client = await aws.iam();
      const roles = await collect(paginateListRoles({ client }, {}), (page) => page.Roles);
      return roles.map(({ RoleName }) => RoleName);
    },
    async trustPolicy(RoleName: string): Promise<string> {
      const client = await aws.iam();
      const { Role } = await client.send(new GetRoleCommand({ RoleName }));
      return decodeURIComponent(present(Role?.AssumeRolePolicyDocument));
    },
    async attachedPolicies(RoleName: string): Promise<(string | undefined)[]> {
      const client = await aws.iam();
      const pages = paginateListAttachedRolePolicies({ client }, { RoleName });
      const attached = await collect(pages, (page) => page.AttachedPolicies);
      return attached.map(({ PolicyArn }) => PolicyArn).sort();
    },
    async policyArns(): Promise<(string | undefined)[]> {
      const client = await aws.iam();
      const pages = paginateListPolicies({ client }, { Scope: 'Local' });
      return (await collect(pages, (page) => page.Policies)).map(({ Arn }) => Arn);
    },
    /** Returns the ids of a policy's versions, oldest first, and the document of its default version. */
    async policy(PolicyArn: string) {
      const client = await aws.iam();
      const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
      const VersionId = present(Versions.find((one) => one.IsDefaultVersion)?.VersionId);
      const { PolicyVersion } = await client.send(
        new GetPolicyVersionCommand({ PolicyArn, VersionId }),
      );
      const document = JSON.parse(decodeURIComponent(present(PolicyVersion?.Document)));
      return { versions: Versions.map((one) => one.VersionId).sort(), document };
    },
    async logGroup(name: string): Promise<LogGroup | undefined> {
      const client = await aws.logs();
      const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name });
      const groups = await collect(pages, (page) => page.logGroups);
      return groups.find(({ logGroupName }) => logGroupName === name);
    },
    async logGroupTags(name: string): Promise<Record<string, string>> {
      const client = await aws.logs();
      const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${name}`;
      return (await client.send(new ListLogTagsCommand({ resourceArn }))).tags ?? {};
    },
  };
}

async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  toItems: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(toItems(page) ?? []));
  return items;
}
