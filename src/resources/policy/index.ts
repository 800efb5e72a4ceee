import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  GetPolicyCommand,
  type Policy,
  paginateListPolicies,
  TagPolicyCommand,
} from '@aws-sdk/client-iam';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE, detachFromRole } from '../../aws/iam-changes.js';
import { findRole } from '../../aws/iam-reads.js';
import { isSameDocument } from '../../aws/policy-document.js';
import { retryWhile } from '../../aws/retry.js';
import { fromTagList, toTagList } from '../../engine/lab-tags.js';
import type { Observation } from '../../engine/resource.js';
import { arns, toPolicyArn } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { findOtherPath } from '../shared/iam-path.js';
import { byName, changing, creating, listing } from '../shared/lab-permissions.js';
import { adopt, toOwned, toOwner } from '../shared/ownership.js';
import type { Permission } from '../shared/permissions.js';
import { checkIamQuota } from '../shared/quota.js';
import { toConnectPolicy, toPolicyInput } from './input.js';
import { listPolicies, readForeignTags } from './list.js';
import { deleteVersion, findOtherVersions, readDocument } from './versions.js';

/** IAM keeps at most five versions of a policy (F7.5). */
const MAX_VERSIONS = 5;

/** The policy's document, and the path under which it was found. */
export interface FoundPolicy {
  readonly path: string | undefined;
  readonly document: unknown;
}

/** The policy that allows `elasticache:Connect` on the cache and on the user. */
export const policy = defineResource({
  name: 'policy',
  kind: 'policy',
  nameKey: 'policy',
  madeBy: ['create-role'],
  dependsOn: [],
  permissions: [
    creating('iam', ['CreatePolicy', 'TagPolicy'], [arns.policy]),
    changing(
      'iam',
      ['CreatePolicyVersion', 'DeletePolicyVersion', 'DeletePolicy', 'TagPolicy'],
      [arns.policy],
    ),
    byName('iam', ['GetPolicy', 'GetPolicyVersion', 'ListPolicyVersions'], [arns.policy]),
    // Only the list shows a policy with the lab's name under another path.
    listing('iam', ['ListPolicies']),
  ],
  checks: [checkIamQuota('Policies')],
  listAll: listPolicies,

  label: (ctx) => ctx.config.names.policy,

  async inspect(ctx) {
    const found = await findPolicy(ctx);
    if (found) return toObservation(ctx, found);
    const namesake = await findNamesake(ctx);
    if (!namesake) return { state: 'absent' };
    if (namesake.Arn !== toPolicyArn(ctx)) {
      const tags = await readForeignTags(ctx, namesake.Arn);
      const elsewhere = { state: 'present', arn: namesake.Arn, tags };
      if (!tags || toOwner(ctx, tags) === 'foreign') return { ...elsewhere, owner: 'foreign' };
      return { ...elsewhere, owner: 'lab', found: { path: namesake.Path, document: undefined } };
    }
    // Another run has created the policy since the first read.
    const made = await findPolicy(ctx);
    return made ? toObservation(ctx, made) : { state: 'absent' };
  },

  findObstacle: (ctx, { path }) => findOtherPath(ctx, path),

  findDrift: (ctx, { document }) =>
    isSameDocument(document, toConnectPolicy(ctx)) ? [] : [{ field: 'policy document' }],

  async addTags(ctx, arn, tags) {
    const client = await ctx.aws.iam();
    const command = new TagPolicyCommand({ PolicyArn: arn, Tags: toTagList(tags) });
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  },

  async ensure(ctx, _needs, { found }) {
    const arn = toPolicyArn(ctx);
    const ensured = { state: 'present', arn, output: { arn } };
    if (!found) {
      await createPolicy(ctx);
      return { outcome: 'created', ...ensured };
    }
    if (this.findDrift?.(ctx, found, {}).length === 0) return { outcome: 'unchanged', ...ensured };
    await addVersion(ctx);
    return { outcome: 'updated', ...ensured };
  },

  async destroy(ctx, { arn = toPolicyArn(ctx) }) {
    const client = await ctx.aws.iam();
    // DeletePolicy needs a policy without other versions and attachments (F7.5).
    for (const { VersionId } of await findOtherVersions(ctx, arn)) {
      await deleteVersion(ctx, { arn, versionId: VersionId });
    }
    const command = new DeletePolicyCommand({ PolicyArn: arn });
    const send = async () => {
      try {
        await client.send(command);
      } catch (error) {
        if (isAwsError(error, 'DeleteConflictException')) await detachFromOwnRole(ctx, arn);
        throw error;
      }
    };
    await ifFound(() => retryWhile(ctx, STILL_ATTACHED, send));
    return 'deleted';
  },
});

/** What an operator needs to log in to the cache, as the role of the function does. */
export const connectPermission: Permission = {
  sid: 'Connect',
  service: 'elasticache',
  actions: ['Connect'],
  on: [arns.cache, arns.iamUser],
};

async function findPolicy(ctx: ResourceContext): Promise<Policy | undefined> {
  const client = await ctx.aws.iam();
  const command = new GetPolicyCommand({ PolicyArn: toPolicyArn(ctx) });
  return (await ifFound(() => client.send(command)))?.Policy;
}

/**
 * Finds a policy with the lab's name under any path. Names are unique regardless of path and case (IAM API reference,
 * CreatePolicy), so a policy under another path is foreign and prevents the lab's.
 */
async function findNamesake(ctx: ResourceContext): Promise<Policy | undefined> {
  const client = await ctx.aws.iam();
  const name = ctx.resource.name.toLowerCase();
  try {
    for await (const page of paginateListPolicies({ client }, { Scope: 'Local' })) {
      const found = page.Policies?.find(({ PolicyName }) => PolicyName?.toLowerCase() === name);
      if (found) return found;
    }
  } catch {
    // This is only an early check: CreatePolicy decides.
  }
  return undefined;
}

async function toObservation(
  ctx: ResourceContext,
  found: Policy,
): Promise<Observation<{ arn: string }, FoundPolicy>> {
  const arn = toPolicyArn(ctx);
  const document = await readDocument(ctx, { arn, versionId: found.DefaultVersionId });
  return {
    state: 'present',
    arn: found.Arn,
    ...toOwned(ctx, fromTagList(found.Tags), found.CreateDate),
    found: { path: found.Path, document },
    output: { arn },
  };
}

async function createPolicy(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new CreatePolicyCommand(toPolicyInput(ctx));
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'EntityAlreadyExistsException')) throw error;
    const owned = await adopt(ctx, async () => {
      const found = await findPolicy(ctx);
      return found && toOwned(ctx, fromTagList(found.Tags));
    });
    // A policy that does not appear under the lab's path has another path and is foreign.
    if (!owned) throw error;
  }
}

async function addVersion(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const arn = toPolicyArn(ctx);
  const others = await findOtherVersions(ctx, arn);
  const surplus = others.slice(0, Math.max(0, others.length + 2 - MAX_VERSIONS));
  for (const { VersionId } of surplus) await deleteVersion(ctx, { arn, versionId: VersionId });
  const command = new CreatePolicyVersionCommand({
    PolicyArn: arn,
    PolicyDocument: JSON.stringify(toConnectPolicy(ctx)),
    SetAsDefault: true,
  });
  try {
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'LimitExceededException')) throw error;
    // An attempt whose answer was lost, or another run, may have added the version.
    const versionId = (await findPolicy(ctx))?.DefaultVersionId;
    const document = await readDocument(ctx, { arn, versionId });
    if (!isSameDocument(document, toConnectPolicy(ctx))) throw error;
  }
}

/** Detaches the policy from the lab's own role: IAM's list may have missed the attachment (F7.1). */
async function detachFromOwnRole(ctx: ResourceContext, policyArn: string): Promise<void> {
  const role = await findRole(ctx.aws, ctx.config.names.role);
  if (!role || toOwner(ctx, fromTagList(role.Tags)) !== 'lab') return;
  await detachFromRole(ctx, { roleName: ctx.config.names.role, policyArn });
}

const STILL_ATTACHED = {
  status: 'waiting until it is detached',
  forMs: 60_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DeleteConflictException', 'ConcurrentModificationException'),
};
