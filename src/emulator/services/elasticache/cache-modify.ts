import { isDeepStrictEqual } from 'node:util';
import type {
  ModifyServerlessCacheRequest,
  ModifyServerlessCacheResponse,
} from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { OperationContext } from '../../wire/operation.js';
import { toCacheShape, toUsageLimits } from './cache-shape.js';
import { assertGroupFits, requireAvailableCache, toSnapshotTime } from './caches.js';
import { toUpgrade } from './engines.js';
import { toSecurityGroupIds } from './network.js';
import { hasNoNetwork, needsIamGroup } from './public-caches.js';
import { invalidCombination, noModifications } from './resources.js';
import { changeCache, showAttachment } from './settle.js';
import { requireActiveGroup } from './user-groups.js';

type Change = Partial<ServerlessCache>;

/**
 * Changes one field (F1.3). The cache is `modifying` and keeps its old value until `pace.cacheModifyMs` have
 * passed. The user groups that the call attaches or detaches are `modifying` for the same time.
 */
export function modifyServerlessCache(
  input: ModifyServerlessCacheRequest,
  context: OperationContext,
): ModifyServerlessCacheResponse {
  const { state, clock, pace, cachePort } = context;
  const cache = requireAvailableCache(input.ServerlessCacheName, context);
  const change = toChange(cache, input, context);
  const differs = Object.entries(change).some(([field, value]) => {
    return !isDeepStrictEqual(cache[field as keyof ServerlessCache], value);
  });
  if (!differs) throw noModifications();
  const atMs = clock.now() + pace.cacheModifyMs;
  const isGroupChange = 'userGroupId' in change;
  for (const id of isGroupChange ? [cache.userGroupId, change.userGroupId] : []) {
    const group = state.elasticache.userGroups.get(id ?? '');
    if (group) showAttachment(group, context, { atMs });
  }
  changeCache(cache, {
    atMs,
    apply: () => {
      Object.assign(cache, change);
      if (isGroupChange) cachePort.refresh(cache);
    },
  });
  return { ServerlessCache: toCacheShape(cache, context) };
}

/** Returns the new value of the one field. Throws when the call changes no field or several. */
function toChange(
  cache: ServerlessCache,
  input: ModifyServerlessCacheRequest,
  context: OperationContext,
): Change {
  const changes = findChanges(cache, input, context);
  const [first, ...others] = changes;
  if (!first) throw noModifications();
  if (others.length > 0) {
    throw invalidCombination(
      'Serverless Cache modifications only support modifying one field per request.',
    );
  }
  return first();
}

/**
 * Returns one function for each field in the call. Engine and version count as one field, because an upgrade
 * may need both.
 */
function findChanges(
  cache: ServerlessCache,
  input: ModifyServerlessCacheRequest,
  context: OperationContext,
): (() => Change)[] {
  const { Description, CacheUsageLimits, UserGroupId, RemoveUserGroup, SecurityGroupIds } = input;
  const { SnapshotRetentionLimit, DailySnapshotTime, Engine, MajorEngineVersion } = input;
  const changes: (() => Change)[] = [];
  if (Description !== undefined) changes.push(() => ({ description: Description }));
  if (CacheUsageLimits !== undefined) {
    changes.push(() => ({ usageLimits: toUsageLimits(CacheUsageLimits, cache.usageLimits) }));
  }
  if (UserGroupId !== undefined) {
    changes.push(() => ({ userGroupId: toNewGroupId(cache, UserGroupId, context) }));
  }
  if (RemoveUserGroup) {
    changes.push(() => {
      if (cache.connectionType === 'public') throw needsIamGroup();
      return { userGroupId: undefined };
    });
  }
  if (SecurityGroupIds?.length) {
    const { ec2 } = context.state;
    changes.push(() => {
      if (cache.connectionType === 'public') throw hasNoNetwork('SecurityGroupIds');
      return { securityGroupIds: toSecurityGroupIds(ec2, SecurityGroupIds, cache.subnetIds[0]) };
    });
  }
  if (SnapshotRetentionLimit !== undefined) {
    changes.push(() => ({ snapshotRetentionLimit: SnapshotRetentionLimit }));
  }
  if (DailySnapshotTime !== undefined) {
    changes.push(() => ({ dailySnapshotTime: toSnapshotTime(DailySnapshotTime) }));
  }
  if (Engine !== undefined || MajorEngineVersion !== undefined) {
    changes.push(() => ({
      ...toUpgrade(cache, { engine: Engine, majorVersion: MajorEngineVersion }),
    }));
  }
  return changes;
}

/** Returns the id of the new group. Naming the current group again changes nothing, whatever its state. */
function toNewGroupId(cache: ServerlessCache, id: string, context: OperationContext): string {
  if (id.toLowerCase() === cache.userGroupId) return cache.userGroupId;
  const group = requireActiveGroup(id, context, 'associated');
  assertGroupFits(group, cache, context);
  return group.id;
}
