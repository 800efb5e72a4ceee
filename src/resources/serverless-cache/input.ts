import type { CreateCacheInput } from '../../aws/connection-type.js';
import { toTagList } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';
import { toUsageLimits } from './changes.js';

/** What a new cache takes from other resources. */
export interface CacheParts {
  /** Undefined: without a group, so the cache is open until it gets one. */
  readonly userGroupId: string | undefined;
  /** Empty: ElastiCache chooses. */
  readonly subnetIds: readonly string[];
}

/** A public endpoint needs Valkey 9 (F11.1). */
const PUBLIC = { ConnectionType: 'public', MajorEngineVersion: '9' } as const;

/** Returns the input that creates the cache. */
export function toCacheInput(
  session: Pick<Session, 'config' | 'tags'>,
  { userGroupId, subnetIds }: CacheParts,
) {
  const { names, securityGroupIds, topology } = session.config;
  return {
    ServerlessCacheName: names.cache,
    Description: 'ElastiCache IAM auth application',
    Engine: 'valkey',
    CacheUsageLimits: toUsageLimits(session),
    ...(userGroupId !== undefined && { UserGroupId: userGroupId }),
    ...(subnetIds.length > 0 && { SubnetIds: [...subnetIds] }),
    ...(securityGroupIds.length > 0 && { SecurityGroupIds: [...securityGroupIds] }),
    ...(topology === 'public' && PUBLIC),
    Tags: toTagList(session.tags),
  } satisfies CreateCacheInput;
}
