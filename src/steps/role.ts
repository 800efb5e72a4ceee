import { CreateRoleCommand, type Role, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { isAwsError } from '../aws/errors.js';
import { CHANGED_ELSEWHERE } from '../aws/iam-changes.js';
import { findRole } from '../aws/iam-reads.js';
import { toOwner } from '../aws/ownership.js';
import { isSameDocument, parsePolicyDocument } from '../aws/policy-document.js';
import { retryWhile } from '../aws/retry.js';
import { fromTagList, toTagList } from '../aws/tags.js';
import { waitUntil } from '../aws/wait.js';
import { LabError } from '../errors.js';
import type { RoleOutput } from '../plan/outputs.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';
import { deleteRole } from './role/delete.js';

/** The function's execution role. */
export const role = defineStep({
  name: 'role',
  kind: 'role',
  dependsOn: [],

  label: (ctx) => ctx.config.names.role,

  async inspect(ctx) {
    const found = await ctx.shareRead('role', () => findRole(ctx.aws, ctx.resource.name));
    return found ? toObservation(ctx, found) : { state: 'absent' };
  },

  async settle(ctx) {
    return toObservation(ctx, await waitUntilSeen(ctx));
  },

  findDrift: (ctx, found) =>
    isSameDocument(parsePolicyDocument(found.AssumeRolePolicyDocument), toTrustPolicy(ctx))
      ? []
      : [{ field: 'trust policy' }],

  async ensure(ctx, _needs, { found }) {
    if (!found) {
      await createRole(ctx);
      return toEnsured('created', await waitUntilSeen(ctx));
    }
    const usable = hasArn(found) ? found : await waitUntilSeen(ctx);
    if (this.findDrift?.(ctx, usable, {}).length === 0) return toEnsured('unchanged', usable);
    await updateTrustPolicy(ctx);
    return toEnsured('updated', usable);
  },

  async destroy(ctx) {
    await deleteRole(ctx);
    return 'deleted';
  },
});

function toOutput(found: Role): RoleOutput {
  return {
    name: found.RoleName ?? '',
    arn: found.Arn ?? '',
    createdMs: found.CreateDate?.getTime() ?? 0,
  };
}

function toObservation(ctx: StepContext, found: Role): Observation<RoleOutput, Role> {
  return {
    state: 'present',
    arn: found.Arn,
    owner: toOwner(ctx, fromTagList(found.Tags)),
    found,
    output: hasArn(found) ? toOutput(found) : undefined,
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', found: Role) {
  return { outcome, state: 'present', arn: found.Arn, output: toOutput(found) } as const;
}

/** Lambda needs only its own service as principal; the tutorial also lets the whole account assume it. */
function toTrustPolicy({ config, identity }: StepContext): object {
  const { partition, account } = identity;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Service: 'lambda.amazonaws.com',
          ...(config.trustAccount && { AWS: `arn:${partition}:iam::${account}:root` }),
        },
        Action: 'sts:AssumeRole',
      },
    ],
  };
}

async function createRole(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new CreateRoleCommand({
    RoleName: ctx.resource.name,
    Description: 'Execution role of the valkey-lab function',
    AssumeRolePolicyDocument: JSON.stringify(toTrustPolicy(ctx)),
    Tags: toTagList(ctx.tags),
  });
  try {
    await retryWhile(ctx, NOT_READY, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'EntityAlreadyExistsException')) throw error;
    // "Already exists" after a retried create is ours when its tags are.
    const found = await waitUntilSeen(ctx);
    if (toOwner(ctx, fromTagList(found.Tags)) === 'lab') return;
    const message = `The role ${ctx.resource.name} exists and is not the lab's.`;
    throw new LabError('FOREIGN_RESOURCE', message);
  }
}

const NOT_READY = {
  status: 'waiting until IAM knows the principal',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    CHANGED_ELSEWHERE.isTransient(error) ||
    (isAwsError(error, 'MalformedPolicyDocumentException') &&
      /Invalid principal in policy/.test((error as Error).message)),
};

/** A role that has just been made can show its unique id for an ARN (AWS-FACTS section 7). */
function hasArn({ Arn = '' }: Role): boolean {
  return /^arn:[\w-]+:iam::\d{12}:role\//.test(Arn);
}

async function waitUntilSeen(ctx: StepContext): Promise<Role> {
  const found = await waitUntil(ctx, {
    read: () => findRole(ctx.aws, ctx.config.names.role),
    toStatus: (one) => (hasArn(one) ? 'present' : 'not readable yet'),
    pending: ['not readable yet'],
    done: ['present'],
    absentForMs: 120_000,
  });
  return found as Role;
}

async function updateTrustPolicy(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new UpdateAssumeRolePolicyCommand({
    RoleName: ctx.resource.name,
    PolicyDocument: JSON.stringify(toTrustPolicy(ctx)),
  });
  await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
}
