import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { isAwsError } from '../aws/errors.js';
import { detachFromRole } from '../aws/iam-changes.js';
import { findAttachedPolicies, findRole } from '../aws/iam-reads.js';
import { toOwner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { fromTagList } from '../aws/tags.js';
import { defineStep, type LabContext, type StepContext } from '../plan/step.js';

/** The role may connect to the cache. */
export const connectAttachment = defineAttachmentStep({
  name: 'connectAttachment',
  needs: ['role', 'policy'],
  toPolicyName: (ctx) => ctx.config.names.policy,
  toPolicyArn: ({ identity, config }) =>
    `arn:${identity.partition}:iam::${identity.account}:policy/${config.names.policy}`,
});

/** Lambda may make the network interfaces that take the function into the VPC, and write its log. */
export const vpcAttachment = defineAttachmentStep({
  name: 'vpcAttachment',
  needs: ['role'],
  toPolicyName: () => 'AWSLambdaVPCAccessExecutionRole',
  toPolicyArn: ({ identity }) =>
    `arn:${identity.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`,
});

interface Attachment<N extends 'connectAttachment' | 'vpcAttachment', D extends 'role' | 'policy'> {
  readonly name: N;
  readonly needs: readonly D[];
  toPolicyName(ctx: LabContext): string;
  toPolicyArn(ctx: LabContext): string;
}

function defineAttachmentStep<
  N extends 'connectAttachment' | 'vpcAttachment',
  D extends 'role' | 'policy',
>(attachment: Attachment<N, D>) {
  return defineStep({
    name: attachment.name,
    kind: 'policy-attachment',
    dependsOn: attachment.needs,

    label: (ctx) => `${ctx.config.names.role}/${attachment.toPolicyName(ctx)}`,

    async inspect(ctx) {
      const { role } = ctx.config.names;
      const [found, attached] = await Promise.all([
        ctx.shareRead('role', () => findRole(ctx.aws, role)),
        ctx.shareRead('attached policies', () => findAttachedPolicies(ctx.aws, role)),
      ]);
      const arn = attachment.toPolicyArn(ctx);
      if (!found || !attached.some(({ PolicyArn }) => PolicyArn === arn)) {
        return { state: 'absent' };
      }
      // It has no tags of its own: it is whose the role is.
      const owner = toOwner(ctx, fromTagList(found.Tags));
      return { state: 'attached', arn, owner, output: {}, found: {} };
    },

    async ensure(ctx, _needs, seen) {
      const arn = attachment.toPolicyArn(ctx);
      const ensured = { state: 'attached', arn, output: {} };
      if (seen.state === 'attached') return { outcome: 'unchanged', ...ensured };
      await attach(ctx, arn);
      return { outcome: 'created', ...ensured };
    },

    async destroy(ctx) {
      await detachFromRole(ctx, attachment.toPolicyArn(ctx));
      return 'deleted';
    },
  });
}

async function attach(ctx: StepContext, arn: string): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new AttachRolePolicyCommand({
    RoleName: ctx.config.names.role,
    PolicyArn: arn,
  });
  await retryWhile(ctx, NOT_SEEN, () => client.send(command));
}

/** Role and policy have just been made: IAM may not find them yet. */
const NOT_SEEN = {
  status: 'waiting until IAM sees role and policy',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'NoSuchEntityException', 'ConcurrentModificationException'),
};
