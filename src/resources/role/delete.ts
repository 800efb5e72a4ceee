import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE, detachFromRole } from '../../aws/iam-changes.js';
import { findAttachedPolicies } from '../../aws/iam-reads.js';
import { retryWhile } from '../../aws/retry.js';
import type { ResourceContext } from '../shared/define.js';

/** Deletes the lab's role, if it exists, and removes the policies that a user added. */
export async function deleteRole(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DeleteRoleCommand({ RoleName: ctx.resource.name });
  await ifFound(async () => {
    try {
      // This nearly always works: the lab's own attachments are gone before.
      await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
    } catch (error) {
      if (!isAwsError(error, 'DeleteConflictException')) throw error;
      // IAM's lists can miss a new attachment (F7.1), so they are read before each attempt.
      await retryWhile(ctx, STILL_ATTACHED, async () => {
        await removePolicies(ctx);
        await client.send(command);
      });
    }
  });
}

/** Removes attached and inline policies: IAM does not delete a role that has any (F7.4). */
async function removePolicies(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const RoleName = ctx.resource.name;
  for (const { PolicyArn: policyArn } of await findAttachedPolicies(ctx.aws, RoleName)) {
    await detachFromRole(ctx, { roleName: RoleName, policyArn });
  }
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const command = new DeleteRolePolicyCommand({ RoleName, PolicyName });
      await ifFound(() => retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command)));
    }
  }
}

/** IAM can take up to 2 minutes to see a removal (F7.4). */
const STILL_ATTACHED = {
  status: 'waiting until its policies are detached',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DeleteConflictException', 'ConcurrentModificationException'),
};
