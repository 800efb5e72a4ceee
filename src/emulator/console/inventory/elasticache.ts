import type { CacheUser, CacheUserGroup, ServerlessCache } from '../../state/elasticache.js';
import type { InterfaceSurroundings } from '../../state/network-interfaces.js';
import type { ResourceRow } from '../documents.js';

/** Returns the caches, user groups and users of a region. Its state must be settled. */
export function toElastiCacheRows(region: string, { aws }: InterfaceSurroundings): ResourceRow[] {
  const { caches, userGroups, users } = aws.region(region).elasticache;
  return [
    ...[...caches.values()].map((cache) => toCacheRow(cache, userGroups)),
    ...[...userGroups.values()].map((group) => toGroupRow(group, region, users)),
    ...[...users.values()]
      // Every account has the user `default`. It is shown if a group uses it.
      .filter(({ id }) => id !== 'default' || isUsed(id, userGroups))
      .map((user) => toUserRow(user, region)),
  ];
}

function toCacheRow(
  cache: ServerlessCache,
  groups: ReadonlyMap<string, CacheUserGroup>,
): ResourceRow {
  const group = groups.get(cache.userGroupId?.toLowerCase() ?? '');
  return {
    ...{ id: cache.arn, kind: 'serverless-cache', name: cache.name, region: cache.region },
    state: cache.isServerDown ? 'server restarting' : cache.lifecycle.status,
    facts: [
      ['engine', `${cache.engine} ${cache.fullEngineVersion}`],
      ['port on this machine', cache.port === undefined ? 'none yet' : `localhost:${cache.port}`],
      ['user group', cache.userGroupId ?? 'none: open to every client'],
      ['subnets', cache.subnetIds.join(', ') || 'none'],
      ['security groups', cache.securityGroupIds.join(', ') || 'none'],
    ],
    links: group ? [{ to: group.arn, how: 'admits' }] : [],
  };
}

function toGroupRow(
  group: CacheUserGroup,
  region: string,
  users: ReadonlyMap<string, CacheUser>,
): ResourceRow {
  const members = group.userIds.flatMap((id) => users.get(id.toLowerCase()) ?? []);
  return {
    ...{ id: group.arn, kind: 'user-group', name: group.id, region },
    state: group.lifecycle.status,
    facts: [
      ['engine', group.engine],
      ['users', group.userIds.join(', ') || 'none'],
    ],
    links: members.map(({ arn }) => ({ to: arn, how: 'contains' })),
  };
}

/** The hashes of passwords are secrets, too: they stay here. */
function toUserRow(user: CacheUser, region: string): ResourceRow {
  return {
    ...{ id: user.arn, kind: 'user', name: user.id, region, state: user.lifecycle.status },
    facts: [
      ['user name', user.name],
      ['authentication', user.authentication.type],
      ['access string', user.accessString.replace(/[>#<!]\S+/g, (rule) => `${rule[0]}…`)],
    ],
    links: [],
  };
}

function isUsed(id: string, groups: ReadonlyMap<string, CacheUserGroup>): boolean {
  return [...groups.values()].some(({ userIds }) => userIds.includes(id));
}
