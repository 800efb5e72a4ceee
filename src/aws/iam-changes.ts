import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.js';
import { ifFound, isAwsError } from './errors.js';
import { retryWhile } from './retry.js';
import type { Waiter } from './wait.js';

/** IAM refuses two changes of one entity at the same time (F7.3). */
export const CHANGED_ELSEWHERE = {
  status: 'waiting until IAM has finished another change',
  forMs: 120_000,
  isTransient: (error: unknown) => isAwsError(error, 'ConcurrentModificationException'),
};

/** Detaches a policy from a role. Does nothing if it is not attached or gone. */
export async function detachFromRole(
  ctx: Waiter & { readonly aws: AwsClients },
  { roleName, policyArn }: { readonly roleName: string; readonly policyArn: string | undefined },
): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: policyArn });
  await ifFound(() => retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command)));
}
