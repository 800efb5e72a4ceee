import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { isAwsError, isNotFound } from './errors.js';
import { retryWhile } from './retry.js';
import type { Waiter } from './wait.js';

/** IAM does not take two changes of one thing at once, and says so. */
export const CHANGED_ELSEWHERE = {
  status: 'waiting until IAM has ended another change',
  forMs: 120_000,
  isTransient: (error: unknown) => isAwsError(error, 'ConcurrentModificationException'),
};

/** Detaches a policy from a role; not attached, or gone, is fine. */
export async function detachFromRole(
  ctx: Waiter & { readonly aws: AwsClients },
  { roleName, policyArn }: { readonly roleName: string; readonly policyArn: string | undefined },
): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: policyArn });
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
