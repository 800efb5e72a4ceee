import { DeleteUserGroupCommand, type UserGroup } from '@aws-sdk/client-elasticache';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { OTHER_RUN_HINT } from '../../aws/wait.js';
import { LabError } from '../../errors.js';
import { findCache } from '../shared/cache.js';
import type { ResourceContext } from '../shared/define.js';

/**
 * Checks that only the lab's cache uses the group: AWS does not delete a group that is in use (F3.4). `ServerlessCaches`
 * holds names or ARNs (F3.6).
 * @throws LabError RESOURCE_FAILED when a foreign cache uses it
 */
export function refuseOtherCaches(ctx: ResourceContext, group: UserGroup): void {
  const { cache } = ctx.config.names;
  const others = [...(group.ServerlessCaches ?? []), ...(group.ReplicationGroups ?? [])]
    .map((text) => text.replace(/^arn:.*:/, ''))
    .filter((name) => name !== cache);
  if (others.length === 0) return;
  const { kind, name } = ctx.resource;
  throw new LabError(
    'RESOURCE_FAILED',
    `The ${kind} ${name} is in use by ${others.join(', ')}, which the lab did not create. It was left alone.`,
    {
      resource: `${kind}/${name}`,
      hint: {
        text: 'Attach another user group there, then run {command} again.',
        command: ['down'],
      },
    },
  );
}

/** Deletes the group, if it exists, but not its users (F3.5). Repeats the call until AWS accepts it. */
export async function deleteGroup(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new DeleteUserGroupCommand({ UserGroupId: ctx.resource.name });
  const send = async () => {
    try {
      await client.send(command);
    } catch (error) {
      if (STILL_TIED.isTransient(error)) await refuseNewCache(ctx);
      throw error;
    }
  };
  await ifFound(() => retryWhile(ctx, STILL_TIED, send));
}

/**
 * AWS deletes only an active group that no cache uses (F3.2), and sees the end of the cache late. The code of this refusal is
 * not documented (F3.4); nothing else in the request can be invalid.
 */
const STILL_TIED = {
  status: 'waiting until the cache no longer uses it',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidUserGroupStateFault', 'InvalidParameterValueException'),
};

/** The lab's cache was deleted first. A cache that exists now is new and keeps the group. */
async function refuseNewCache(ctx: ResourceContext): Promise<void> {
  const { cache: name, userGroup } = ctx.config.names;
  const cache = await findCache(ctx);
  if (cache?.UserGroupId !== userGroup || cache.Status?.toLowerCase() === 'deleting') return;
  throw new LabError(
    'RESOURCE_FAILED',
    `The serverless-cache ${name} exists with the user group ${userGroup}, although it was deleted; another run may have created it again.`,
    { hint: OTHER_RUN_HINT },
  );
}
