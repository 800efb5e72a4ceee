import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { isAwsError, isNotFound } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE } from '../../aws/iam-changes.js';
import { findAttachedPolicies } from '../../aws/iam-reads.js';
import { retryWhile } from '../../aws/retry.js';
import type { ResourceContext } from '../shared/define.js';

/** Deletes the lab's role, with the policies that a person has given it; gone already is fine. */
export async function deleteRole(ctx: ResourceContext): Promise<void> {
  try {
    const isDeleted = await tryDeleteRole(ctx);
    if (isDeleted) return;
    await removePolicies(ctx);
    const client = await ctx.aws.iam();
    const command = new DeleteRoleCommand({ RoleName: ctx.resource.name });
    await retryWhile(ctx, STILL_ATTACHED, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Whether it went at once: nearly always, for the lab's own attachments went before. */
async function tryDeleteRole(ctx: ResourceContext): Promise<boolean> {
  const client = await ctx.aws.iam();
  const command = new DeleteRoleCommand({ RoleName: ctx.resource.name });
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
    return true;
  } catch (error) {
    if (isAwsError(error, 'DeleteConflictException')) return false;
    throw error;
  }
}

/** IAM deletes no role that has policies, attached or inline. */
async function removePolicies(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const RoleName = ctx.resource.name;
  for (const { PolicyArn } of await findAttachedPolicies(ctx.aws, RoleName)) {
    const command = new DetachRolePolicyCommand({ RoleName, PolicyArn });
    await ignoreMissing(() => retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command)));
  }
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const command = new DeleteRolePolicyCommand({ RoleName, PolicyName });
      await ignoreMissing(() => retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command)));
    }
  }
}

async function ignoreMissing(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** IAM sees a removal a little later (Terraform's provider waits 2 minutes). */
const STILL_ATTACHED = {
  status: 'waiting until its policies are detached',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DeleteConflictException', 'ConcurrentModificationException'),
};
