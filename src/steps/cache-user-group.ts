import { ModifyServerlessCacheCommand } from '@aws-sdk/client-elasticache';
import { isAwsError } from '../aws/errors.js';
import { findServerlessCache } from '../aws/find-serverless-cache.js';
import { findElastiCacheOwner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { waitUntil } from '../aws/wait.js';
import { defineStep, type StepContext } from '../plan/step.js';

/** The group's attachment to a cache that was there before it; a cache is otherwise born with it. */
export const cacheUserGroup = defineStep({
  name: 'cacheUserGroup',
  kind: 'user-group-attachment',
  dependsOn: [],
  uses: ['userGroup', 'serverlessCache'],
  goesWith: 'serverlessCache',

  label: ({ config }) => `${config.names.cache}/${config.names.userGroup}`,

  async inspect(ctx) {
    const { cache: name, userGroup } = ctx.config.names;
    const cache = await ctx.shareRead('serverless-cache', () => findServerlessCache(ctx.aws, name));
    if (cache?.UserGroupId !== userGroup) return { state: 'absent' };
    // It has no tags of its own: it is whose the cache is.
    const owner = await ctx.shareRead('serverless-cache owner', () =>
      findElastiCacheOwner(ctx, cache.ARN),
    );
    return { state: 'attached', arn: cache.ARN, owner, isBystander: true };
  },

  async ensure(ctx, { userGroup, serverlessCache }) {
    if (!userGroup || !serverlessCache) return { outcome: 'absent', state: 'absent', output: {} };
    const { arn } = serverlessCache;
    if (serverlessCache.userGroupId === userGroup.userGroupId) {
      return { outcome: 'unchanged', state: 'attached', arn, output: {} };
    }
    await attach(ctx, userGroup.userGroupId);
    return { outcome: 'created', state: 'attached', arn, output: {} };
  },

  destroy: async () => 'deleted',
});

async function attach(ctx: StepContext, userGroupId: string): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new ModifyServerlessCacheCommand({
    ServerlessCacheName: ctx.config.names.cache,
    UserGroupId: userGroupId,
  });
  await retryWhile(ctx, NOT_READY, () => client.send(command));
  await waitUntil(ctx, {
    read: () => findServerlessCache(ctx.aws, ctx.config.names.cache),
    // The status can still be `available` just after the call: look at the group too.
    toStatus: (cache) =>
      cache.Status === 'available' && cache.UserGroupId !== userGroupId
        ? 'modifying'
        : (cache.Status ?? 'unknown'),
    pending: ['modifying'],
    done: ['available'],
  });
}

/** Only an available cache can be modified, and only an active group attached. */
const NOT_READY = {
  status: 'waiting for cache and group',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(
      error,
      'InvalidServerlessCacheStateFault',
      'InvalidUserGroupStateFault',
      'UserGroupNotFoundFault',
    ),
};
