import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { isAwsError } from '../../aws/errors.js';
import { detachFromRole } from '../../aws/iam-changes.js';
import { retryWhile } from '../../aws/retry.js';
import { fromTagList } from '../../engine/lab-tags.js';
import { LabError } from '../../errors.js';
import type { Session } from '../../session/session.js';
import { arns, toExecutionPolicyName } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { byName } from '../shared/lab-permissions.js';
import { toOwned } from '../shared/ownership.js';
import { readAttachedPolicies, readRole } from '../shared/reads.js';
import { toConnectAttachmentInput, toExecutionAttachmentInput } from './input.js';

/** Lets the role connect to the cache. */
export const connectAttachment = defineAttachment({
  name: 'connectAttachment',
  needs: ['role', 'policy'],
  toPolicyName: (ctx) => ctx.config.names.policy,
  toInput: toConnectAttachmentInput,
});

/** Lets Lambda write the function's log and, in a VPC, create its network interfaces. */
export const executionAttachment = defineAttachment({
  name: 'executionAttachment',
  needs: ['role'],
  toPolicyName: ({ config }) => toExecutionPolicyName(config.topology),
  toInput: toExecutionAttachmentInput,
});

interface Attachment<
  N extends 'connectAttachment' | 'executionAttachment',
  D extends 'role' | 'policy',
> {
  readonly name: N;
  readonly needs: readonly D[];
  toPolicyName(ctx: Session): string;
  toInput(ctx: Session): { readonly RoleName: string; readonly PolicyArn: string };
}

function defineAttachment<
  N extends 'connectAttachment' | 'executionAttachment',
  D extends 'role' | 'policy',
>(attachment: Attachment<N, D>) {
  return defineResource({
    name: attachment.name,
    kind: 'policy-attachment',
    nameKey: 'role',
    madeBy: ['create-role'],
    dependsOn: attachment.needs,
    permissions: [
      {
        sid: 'RolePolicies',
        service: 'iam',
        actions: ['AttachRolePolicy', 'DetachRolePolicy'],
        on: [arns.role],
        // Without this condition, an operator could attach any policy and use it through the function (F10.3).
        condition: (scope) => ({
          ArnEquals: { 'iam:PolicyARN': [...arns.policy(scope), ...arns.executionPolicy(scope)] },
        }),
      },
      byName('iam', ['ListAttachedRolePolicies'], [arns.role]),
    ],

    label: (ctx) => `${ctx.config.names.role}/${attachment.toPolicyName(ctx)}`,

    async inspect(ctx) {
      const [found, attached] = await Promise.all([readRole(ctx), readAttachedPolicies(ctx)]);
      const { PolicyArn: arn } = attachment.toInput(ctx);
      if (!found || !attached.some(({ PolicyArn }) => PolicyArn === arn)) {
        return { state: 'absent' };
      }
      // An attachment has no tags. It belongs to the owner of its role.
      const owned = toOwned(ctx, fromTagList(found.Tags), found.CreateDate);
      return { state: 'attached', arn, ...owned, output: {}, found: {} };
    },

    async ensure(ctx, _needs, seen) {
      const { PolicyArn: arn } = attachment.toInput(ctx);
      const ensured = { state: 'attached', arn, output: {} };
      if (seen.state === 'attached') return { outcome: 'unchanged', ...ensured };
      await attach(ctx, attachment.toInput(ctx));
      return { outcome: 'created', ...ensured };
    },

    async destroy(ctx) {
      const { RoleName: roleName, PolicyArn: policyArn } = attachment.toInput(ctx);
      await detachFromRole(ctx, { roleName, policyArn });
      return 'deleted';
    },
  });
}

async function attach(
  ctx: ResourceContext,
  input: { readonly RoleName: string; readonly PolicyArn: string },
): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new AttachRolePolicyCommand(input);
  try {
    await retryWhile(ctx, NOT_SEEN, () => client.send(command));
  } catch (error) {
    throw isWithoutAwsPolicy(error) ? toNotAws(input.PolicyArn, error) : error;
  }
}

/** IAM may not find a new role or policy yet (F7.1). AWS's own policies are never new. */
const NOT_SEEN = {
  status: 'waiting until IAM sees the role and the policy',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    !isWithoutAwsPolicy(error) &&
    isAwsError(error, 'NoSuchEntityException', 'ConcurrentModificationException'),
};

function isWithoutAwsPolicy(error: unknown): boolean {
  return (
    isAwsError(error, 'NoSuchEntityException') &&
    error instanceof Error &&
    error.message.includes(':iam::aws:policy/')
  );
}

function toNotAws(arn: string, cause: unknown): LabError {
  return new LabError(
    'ENDPOINT_UNREACHABLE',
    `IAM does not have the policy ${arn}, which AWS has in every account. Another server seems to answer.`,
    {
      cause,
      hint: 'Check AWS_ENDPOINT_URL and the profile’s endpoint_url. Other emulators of AWS may need a setting to have its policies, and they do not serve serverless caches.',
    },
  );
}
