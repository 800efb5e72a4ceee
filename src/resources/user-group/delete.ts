import { DeleteUserGroupCommand, type UserGroup } from '@aws-sdk/client-elasticache';
import { isAwsError } from '../../aws/errors.js';
import { findServerlessCache } from '../../aws/find-serverless-cache.js';
import { retryWhile } from '../../aws/retry.js';
import { LabError } from '../../errors.js';
import type { ResourceContext } from '../shared/define.js';

/** AWS does not delete a group that a cache has; somebody else's cache is not ours to change. */
export function refuseOtherCaches(ctx: ResourceContext, group: UserGroup): void {
  const { cache } = ctx.config.names;
  const others = [...(group.ServerlessCaches ?? []), ...(group.ReplicationGroups ?? [])].filter(
    (name) => name !== cache,
  );
  if (others.length === 0) return;
  const { kind, name } = ctx.resource;
  throw new LabError(
    'RESOURCE_FAILED',
    `The ${kind} ${name} is in use by ${others.join(', ')}, which the lab did not make: it was left alone.`,
    {
      resource: `${kind}/${name}`,
      hint: 'Give what uses it another user group, then run `valkey-lab down` again.',
    },
  );
}

/** Sends the delete until AWS takes it; gone already is fine. */
export async function deleteGroup(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new DeleteUserGroupCommand({ UserGroupId: ctx.resource.name });
  try {
    await retryWhile(ctx, STILL_TIED, async () => {
      try {
        await client.send(command);
      } catch (error) {
        if (STILL_TIED.isTransient(error)) await refuseTiedAnew(ctx);
        throw error;
      }
    });
  } catch (error) {
    if (!isAwsError(error, 'UserGroupNotFoundFault')) throw error;
  }
}

/** Only an active group that no cache uses can be deleted; AWS takes a while to see that. */
const STILL_TIED = {
  status: 'waiting until the cache has let go of it',
  forMs: 300_000,
  isTransient: (error: unknown) => isAwsError(error, 'InvalidUserGroupStateFault'),
};

/** The lab's cache went first: one that is there now has the group, and keeps it. */
async function refuseTiedAnew(ctx: ResourceContext): Promise<void> {
  const { cache: name, userGroup } = ctx.config.names;
  const cache = await findServerlessCache(ctx.aws, name);
  if (cache?.UserGroupId !== userGroup || cache.Status?.toLowerCase() === 'deleting') return;
  throw new LabError(
    'RESOURCE_FAILED',
    `The serverless-cache ${name} was deleted and is there, with the user group ${userGroup}; another run may have made it anew.`,
    { hint: 'Let the other run end, then run the same command again.' },
  );
}
