import {
  CreateRoleCommand,
  DeleteRoleCommand,
  type Role,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { isAwsError, isNotFound } from '../aws/errors.js';
import { findRole } from '../aws/iam-reads.js';
import { toOwner } from '../aws/ownership.js';
import { isSameDocument, parsePolicyDocument } from '../aws/policy-document.js';
import { retryWhile } from '../aws/retry.js';
import { fromTagList, toTagList } from '../aws/tags.js';
import { waitUntil } from '../aws/wait.js';
import { LabError } from '../errors.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';

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

  findDrift: (ctx, found) =>
    isSameDocument(parsePolicyDocument(found.AssumeRolePolicyDocument), toTrustPolicy(ctx))
      ? []
      : ['trust policy'],

  async ensure(ctx, _needs, { found }) {
    if (!found) {
      await createRole(ctx);
      return toEnsured('created', await waitUntilSeen(ctx));
    }
    if (this.findDrift?.(ctx, found, {}).length === 0) return toEnsured('unchanged', found);
    await updateTrustPolicy(ctx);
    return toEnsured('updated', found);
  },

  async destroy(ctx) {
    const client = await ctx.aws.iam();
    const command = new DeleteRoleCommand({ RoleName: ctx.resource.name });
    try {
      await retryWhile(ctx, STILL_ATTACHED, () => client.send(command));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return 'deleted';
  },
});

type RoleOutput = { readonly name: string; readonly arn: string };

function toOutput(found: Role): RoleOutput {
  return { name: found.RoleName ?? '', arn: found.Arn ?? '' };
}

function toObservation(ctx: StepContext, found: Role): Observation<RoleOutput, Role> {
  return {
    state: 'present',
    arn: found.Arn,
    owner: toOwner(ctx, fromTagList(found.Tags)),
    found,
    output: toOutput(found),
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
    await retryWhile(ctx, PRINCIPAL_NOT_SEEN, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'EntityAlreadyExistsException')) throw error;
    // "Already exists" after a retried create is ours when its tags are.
    const found = await findRole(ctx.aws, ctx.resource.name);
    if (!found || toOwner(ctx, fromTagList(found.Tags)) === 'lab') return;
    const message = `The role ${ctx.resource.name} exists and is not the lab's.`;
    throw new LabError('FOREIGN_RESOURCE', message);
  }
}

const PRINCIPAL_NOT_SEEN = {
  status: 'waiting until IAM knows the principal',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'MalformedPolicyDocumentException') &&
    /Invalid principal in policy/.test((error as Error).message),
};

/** A role that has just been made can show its unique id for an ARN (AWS-FACTS section 7). */
async function waitUntilSeen(ctx: StepContext): Promise<Role> {
  const found = await waitUntil(ctx, {
    read: () => findRole(ctx.aws, ctx.resource.name),
    toStatus: ({ Arn }) => (/^arn:[\w-]+:iam::\d{12}:role\//.test(Arn ?? '') ? 'present' : 'new'),
    pending: ['new'],
    done: ['present'],
    absentForMs: 120_000,
  });
  return found as Role;
}

async function updateTrustPolicy(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.iam();
  await client.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: ctx.resource.name,
      PolicyDocument: JSON.stringify(toTrustPolicy(ctx)),
    }),
  );
}

const STILL_ATTACHED = {
  status: 'waiting until its policies are detached',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DeleteConflictException', 'ConcurrentModificationException'),
};
