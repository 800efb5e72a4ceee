import {
  CreateRoleCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  paginateListRoles,
  type Role,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { isAwsError } from '../../aws/errors.js';
import { CHANGED_ELSEWHERE } from '../../aws/iam-changes.js';
import { findRole } from '../../aws/iam-reads.js';
import { isSameDocument, parsePolicyDocument } from '../../aws/policy-document.js';
import { retryWhile } from '../../aws/retry.js';
import { waitUntil } from '../../aws/wait.js';
import { fromTagList, toTagList } from '../../engine/lab-tags.js';
import type { Difference, Observation } from '../../engine/resource.js';
import { arns } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';
import { findOtherPath, isOwnPath } from '../shared/iam-path.js';
import { byName, changing, creating, setsBoundary, setsLabTag } from '../shared/lab-permissions.js';
import { adopt, toOwned } from '../shared/ownership.js';
import { checkIamQuota } from '../shared/quota.js';
import { readRole } from '../shared/reads.js';
import { deleteRole } from './delete.js';
import { toRoleInput, toTrustPolicy } from './input.js';

/** A usable role. */
export interface RoleOutput {
  readonly name: string;
  readonly arn: string;
  /** IAM's creation time in milliseconds since the epoch. */
  readonly createdMs: number;
}

/** The function's execution role. */
export const role = defineResource({
  name: 'role',
  kind: 'role',
  nameKey: 'role',
  madeBy: ['create-role'],
  dependsOn: [],
  permissions: [
    {
      sid: 'CreateRole',
      service: 'iam',
      actions: ['CreateRole'],
      on: [arns.role],
      condition: (scope) => ({ ...setsLabTag(scope), ...setsBoundary(scope) }),
    },
    {
      sid: 'Boundary',
      service: 'iam',
      actions: ['PutRolePermissionsBoundary'],
      on: [arns.role],
      condition: setsBoundary,
      isNeeded: ({ permissionsBoundary }) => permissionsBoundary !== undefined,
    },
    creating('iam', ['TagRole'], [arns.role]),
    changing(
      'iam',
      ['UpdateAssumeRolePolicy', 'DeleteRole', 'DeleteRolePolicy', 'TagRole'],
      [arns.role],
    ),
    byName('iam', ['GetRole', 'ListRolePolicies'], [arns.role]),
  ],
  checks: [checkIamQuota('Roles')],

  label: (ctx) => ctx.config.names.role,

  async inspect(ctx) {
    const found = await readRole(ctx);
    return found ? toObservation(ctx, found) : { state: 'absent' };
  },

  /** Lists the roles that users made. */
  async listAll({ aws }) {
    const client = await aws.iam();
    const found: Candidate[] = [];
    for await (const page of paginateListRoles({ client }, {})) {
      for (const { RoleName = '', Path } of page.Roles ?? []) {
        if (!isOwnPath(Path)) continue;
        // A role has at most 50 tags, which fit into one page.
        const command = new ListRoleTagsCommand({ RoleName, MaxItems: 100 });
        const read = async () => fromTagList((await client.send(command)).Tags);
        found.push({ name: RoleName, readTags: () => readListedTags(read) });
      }
    }
    return found;
  },

  async addTags(ctx, _arn, tags) {
    const client = await ctx.aws.iam();
    const command = new TagRoleCommand({ RoleName: ctx.resource.name, Tags: toTagList(tags) });
    await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
  },

  async settle(ctx) {
    return toObservation(ctx, await waitUntilSeen(ctx));
  },

  findObstacle: (ctx, { Path }) => findOtherPath(ctx, Path),

  findDrift,

  async ensure(ctx, _needs, { found }) {
    if (!found) {
      await createRole(ctx);
      return toEnsured('created', await waitUntilSeen(ctx));
    }
    const usable = hasArn(found) ? found : await waitUntilSeen(ctx);
    const fields = findDrift(ctx, usable).map(({ field }) => field);
    if (fields.length === 0) return toEnsured('unchanged', usable);
    if (fields.includes('permissions boundary')) await putBoundary(ctx);
    if (fields.includes('trust policy')) await updateTrustPolicy(ctx);
    return toEnsured('updated', usable);
  },

  async destroy(ctx) {
    await deleteRole(ctx);
    return 'deleted';
  },
});

/** Finds what differs. A boundary that the lab did not set stays when the configuration has none. */
function findDrift(ctx: ResourceContext, found: Role): Difference[] {
  const drift: Difference[] = [];
  const trust = parsePolicyDocument(found.AssumeRolePolicyDocument);
  if (!isSameDocument(trust, toTrustPolicy(ctx))) drift.push({ field: 'trust policy' });
  const to = ctx.config.permissionsBoundary;
  const from = found.PermissionsBoundary?.PermissionsBoundaryArn;
  if (to !== undefined && from !== to) drift.push({ field: 'permissions boundary', from, to });
  return drift;
}

async function putBoundary(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new PutRolePermissionsBoundaryCommand({
    RoleName: ctx.resource.name,
    PermissionsBoundary: ctx.config.permissionsBoundary,
  });
  await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
}

function toOutput(found: Role): RoleOutput {
  return {
    name: found.RoleName ?? '',
    arn: found.Arn ?? '',
    createdMs: found.CreateDate?.getTime() ?? 0,
  };
}

function toObservation(ctx: ResourceContext, found: Role): Observation<RoleOutput, Role> {
  return {
    state: 'present',
    arn: found.Arn,
    ...toOwned(ctx, fromTagList(found.Tags), found.CreateDate),
    found,
    output: hasArn(found) ? toOutput(found) : undefined,
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', found: Role) {
  return { outcome, state: 'present', arn: found.Arn, output: toOutput(found) } as const;
}

async function createRole(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new CreateRoleCommand(toRoleInput(ctx));
  try {
    await retryWhile(ctx, NOT_READY, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'EntityAlreadyExistsException')) throw error;
    await adopt(ctx, async () => {
      const found = await findRole(ctx.aws, ctx.config.names.role);
      return found && toOwned(ctx, fromTagList(found.Tags));
    });
  }
}

/** CreateRole can refuse a principal that IAM does not know yet (F7.6). */
const NOT_READY = {
  status: 'waiting until IAM knows the principal',
  forMs: 120_000,
  isTransient: (error: unknown) =>
    CHANGED_ELSEWHERE.isTransient(error) ||
    (isAwsError(error, 'MalformedPolicyDocumentException') &&
      /Invalid principal in policy/.test((error as Error).message)),
};

/** A new role can show its unique id instead of its ARN (F7.2). */
function hasArn({ Arn = '' }: Role): boolean {
  return /^arn:[\w-]+:iam::\d{12}:role\//.test(Arn);
}

async function waitUntilSeen(ctx: ResourceContext): Promise<Role> {
  const found = await waitUntil(ctx, {
    read: () => findRole(ctx.aws, ctx.config.names.role),
    toStatus: (one) => (hasArn(one) ? 'present' : 'not readable yet'),
    done: ['present'],
    absentForMs: 120_000,
  });
  return found as Role;
}

async function updateTrustPolicy(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.iam();
  const command = new UpdateAssumeRolePolicyCommand({
    RoleName: ctx.resource.name,
    PolicyDocument: JSON.stringify(toTrustPolicy(ctx)),
  });
  await retryWhile(ctx, CHANGED_ELSEWHERE, () => client.send(command));
}
