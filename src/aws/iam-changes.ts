import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import type { StepContext } from '../plan/step.js';
import { isAwsError, isNotFound } from './errors.js';
import { retryWhile } from './retry.js';

/** IAM does not take two changes of one thing at once, and says so (AWS-FACTS section 7). */
export const CHANGED_ELSEWHERE = {
  status: 'waiting until IAM has ended another change',
  forMs: 120_000,
  isTransient: (error: unknown) => isAwsError(error, 'ConcurrentModificationException'),
};

/** Takes the policy of this ARN from the lab's role; not attached, or gone, is fine. */
export async function detachFromRole(ctx: StepContext, policyArn: string): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new DetachRolePolicyCommand({
    RoleName: ctx.config.names.role,
    PolicyArn: policyArn,
  });
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
