import { isAwsError } from '../aws/errors.js';
import { waitUntil } from '../aws/wait.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';
import { sendModify } from './serverless-cache/changes.js';
import { findCache, inspectCache, settleCache, toState } from './serverless-cache/waits.js';

/** The group's attachment to a cache that was there before it; a cache is otherwise born with it. */
export const cacheUserGroup = defineStep({
  name: 'cacheUserGroup',
  kind: 'user-group-attachment',
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

  async ensure(ctx, { userGroup, serverlessCache }, seen) {
    if (!userGroup || !serverlessCache) return { outcome: 'absent', state: 'absent', output: {} };
    const { arn } = serverlessCache;
    if (serverlessCache.userGroupId === userGroup.userGroupId) {
      // A cache that was just born with its group: the attachment was not there before.
      const outcome = seen.state === 'attached' ? 'unchanged' : 'created';
      return { outcome, state: 'attached', arn, output: {} };
    }
    await attach(ctx, userGroup.userGroupId);
    return { outcome: 'created', state: 'attached', arn, output: {} };
  },

  destroy: async () => 'deleted',
});

/** It has no tags of its own: it is whose the cache is, and the cache's step is the one that refuses. */
function toObservation(
  { config }: StepContext,
  found: Awaited<ReturnType<typeof inspectCache>>,
): Observation<object> {
  if (found?.cache.UserGroupId !== config.names.userGroup) return { state: 'absent' };
  return { state: 'attached', arn: found.cache.ARN, owner: found.owner, isBystander: true };
}

async function attach(ctx: StepContext, userGroupId: string): Promise<void> {
  await sendModify(ctx, { UserGroupId: userGroupId }, NOT_READY);
  await waitUntil(ctx, {
    read: () => findCache(ctx),
    // The status can still be `available` just after the call: look at the group too.
    toStatus: (cache) =>
      toState(cache) === 'available' && cache.UserGroupId !== userGroupId
        ? 'without the group'
        : toState(cache),
    pending: ['modifying'],
    stale: ['without the group'],
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
