import {
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ListTagsForResourceCommand,
  type ServerlessCache,
  type User,
  type UserGroup,
} from '@aws-sdk/client-elasticache';
import { attempt, insist, type Probe, type Tried, toTagList } from '../probe.js';

/** The access string of the probes' users. */
export const ACCESS_STRING = 'on ~* +@all';

/** The calls to ElastiCache that several probes make. */

export function createUser({ target, tags }: Probe, id: string) {
  const user = { UserId: id, UserName: id, Engine: 'valkey', AccessString: ACCESS_STRING };
  const mode = { AuthenticationMode: { Type: 'iam' as const } };
  const command = new CreateUserCommand({ ...user, ...mode, Tags: toTagList(tags) });
  return target.clients.cache.send(command);
}

export function createGroup({ target, tags, names }: Probe) {
  return target.clients.cache.send(
    new CreateUserGroupCommand({
      ...{ UserGroupId: names.group, Engine: 'valkey', UserIds: [names.users[0]] },
      Tags: toTagList(tags),
    }),
  );
}

export function readUser({ target }: Probe, id: string): Promise<Tried<User | undefined>> {
  const command = new DescribeUsersCommand({ UserId: id });
  return attempt(target.clients.cache.send(command).then(({ Users }) => Users?.[0]));
}

export function readGroup({ target, names }: Probe): Promise<Tried<UserGroup | undefined>> {
  const command = new DescribeUserGroupsCommand({ UserGroupId: names.group });
  return attempt(target.clients.cache.send(command).then(({ UserGroups }) => UserGroups?.[0]));
}

export function readCache(
  { target }: Probe,
  name: string,
): Promise<Tried<ServerlessCache | undefined>> {
  const command = new DescribeServerlessCachesCommand({ ServerlessCacheName: name });
  const answer = target.clients.cache.send(command);
  return attempt(answer.then(({ ServerlessCaches }) => ServerlessCaches?.[0]));
}

export function readTags({ target }: Probe, arn: string) {
  return attempt(target.clients.cache.send(new ListTagsForResourceCommand({ ResourceName: arn })));
}

/** Repeats a create call while AWS makes ElastiCache's service-linked role. */
export function insistOnLinkedRole<T>(probe: Probe, call: () => Promise<T>): Promise<T> {
  return insist(probe, call, ({ code }) => code.startsWith('ServiceLinkedRoleNotFound'));
}
