import { isAwsError } from '../../aws/errors.js';
import { STALE_FOR_MS, waitUntil } from '../../aws/wait.js';
import type { Observation } from '../../engine/resource.js';
import {
  type CacheOutput,
  type FoundCache,
  findCache,
  inspectCache,
  sendModify,
  settleCache,
  toState,
} from '../shared/cache.js';
import { defineResource, type ResourceContext } from '../shared/define.js';

export interface Needs {
  readonly userGroup: { readonly userGroupId: string } | undefined;
  readonly serverlessCache: CacheOutput | undefined;
}

/** The group's attachment to a cache that is older than the group. A new cache is created with its group. */
export const cacheUserGroup = defineResource({
  name: 'cacheUserGroup',
  kind: 'user-group-attachment',
  nameKey: 'cache',
  madeBy: ['create-cache', 'create-users'],
  dependsOn: [],
  uses: ['userGroup', 'serverlessCache'],
  goesWith: 'serverlessCache',

  label: ({ config }) => `${config.names.cache}/${config.names.userGroup}`,

  async inspect(ctx) {
    return toObservation(ctx, await inspectCache(ctx));
  },

  async settle(ctx) {
    return toObservation(ctx, await settleCache(ctx));
  },

  async ensure(ctx, { userGroup, serverlessCache }: Needs, seen) {
    if (!userGroup || !serverlessCache) return { outcome: 'absent', state: 'absent', output: {} };
    const { arn } = serverlessCache;
    if (serverlessCache.userGroupId === userGroup.userGroupId) {
      // If the attachment did not exist before, this run has created the cache with its group.
      const outcome = seen.state === 'attached' ? 'unchanged' : 'created';
      return { outcome, state: 'attached', arn, output: {} };
    }
    await attach(ctx, userGroup.userGroupId);
    return { outcome: 'created', state: 'attached', arn, output: {} };
  },

  destroy: async () => 'deleted',
});

/** An attachment has no tags. It belongs to the owner of the cache, and a foreign cache is refused itself. */
function toObservation(
  { config }: ResourceContext,
  found: FoundCache | undefined,
): Observation<object> {
  if (found?.cache.UserGroupId !== config.names.userGroup) return { state: 'absent' };
  return { state: 'attached', arn: found.cache.ARN, ...found.owned, isBystander: true };
}

async function attach(ctx: ResourceContext, userGroupId: string): Promise<void> {
  await sendModify(ctx, { UserGroupId: userGroupId }, NOT_READY);
  await waitUntil(ctx, {
    read: () => findCache(ctx),
    // The status can still be `available` just after the call (F3.3), so the group counts, too.
    toStatus: (cache) =>
      toState(cache) === 'available' && cache.UserGroupId !== userGroupId
        ? 'without the group'
        : toState(cache),
    stale: ['without the group'],
    done: ['available'],
    failed: ['create-failed', 'deleting'],
    absentForMs: STALE_FOR_MS,
  });
}

/** AWS modifies only an available cache (F1.5) and attaches only an active group (F3.2). */
const NOT_READY = {
  status: 'waiting for the cache and the group',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(
      error,
      'InvalidServerlessCacheStateFault',
      'InvalidUserGroupStateFault',
      'UserGroupNotFoundFault',
    ),
};
