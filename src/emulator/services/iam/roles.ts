import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  Role as RoleShape,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
  UpdateRoleResponse,
} from '@aws-sdk/client-iam';
import { assertTrustPolicy } from '../../iam/trust-policy.js';
import type { Role } from '../../state/iam.js';
import { findRole } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { encodeStrictly } from '../../wire/percent-encoding.js';
import { assertDocumentSize, createUniqueId, requireOwnRole, requireRole } from './entities.js';
import { toIamPage } from './page.js';
import { toTagList, toTagMap } from './tags.js';

const TRUST_POLICY_QUOTA = { name: 'ACLSizePerRole', max: 2048 };

/** Creates a role. Lambda can assume it after `pace.rolePropagationMs` (F4.7). */
export function createRole(
  input: CreateRoleRequest,
  context: OperationContext,
): CreateRoleResponse {
  const { aws, account, clock, pace } = context;
  const name = input.RoleName ?? '';
  if (input.PermissionsBoundary !== undefined) {
    throw fault('InvalidInputException', 'Permissions boundaries are not served here.');
  }
  if (findRole(aws.iam, name)) {
    throw fault('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
  }
  const trustPolicy = readTrustPolicy(input.AssumeRolePolicyDocument, context);
  const path = input.Path ?? '/';
  const role: Role = {
    name,
    id: createUniqueId('AROA'),
    arn: account.arn('iam', '', `role${path}${name}`),
    path,
    createdAtMs: clock.now(),
    description: input.Description,
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    trustPolicy,
    assumableAtMs: clock.now() + pace.rolePropagationMs,
    arnShownAtMs: clock.now() + pace.roleArnMs,
    attachedPolicies: new Map(),
    inlinePolicies: new Map(),
    tags: toTagMap(input.Tags),
  };
  aws.iam.roles.set(name.toLowerCase(), role);
  return {
    Role: { ...toRoleShape(role), ...(role.tags.size > 0 && { Tags: toTagList(role.tags) }) },
  };
}

/** Returns a role with its tags. Throws NoSuchEntity. */
export function getRole(
  { RoleName }: GetRoleRequest,
  { aws, clock }: OperationContext,
): GetRoleResponse {
  const role = requireRole(aws.iam, RoleName);
  // A new role can show its id instead of its ARN (F7.2).
  const isNew = (role.arnShownAtMs ?? 0) > clock.now();
  return {
    Role: {
      ...toRoleShape(role),
      ...(isNew && { Arn: role.id }),
      MaxSessionDuration: role.maxSessionSeconds,
      RoleLastUsed: {},
      ...(role.tags.size > 0 && { Tags: toTagList(role.tags) }),
    },
  };
}

/** Lists roles. As on AWS, the list omits tags. */
export function listRoles(input: ListRolesRequest, { aws }: OperationContext): ListRolesResponse {
  const prefix = input.PathPrefix ?? '/';
  const roles = [...aws.iam.roles.values()].filter(({ path }) => path.startsWith(prefix));
  const { items, rest } = toIamPage(roles, input, ({ name }) => name.toLowerCase());
  const Roles = items.map((role) => {
    return { ...toRoleShape(role), MaxSessionDuration: role.maxSessionSeconds };
  });
  return { Roles, ...rest };
}

/** Changes the description and the maximum session duration, if given. */
export function updateRole(
  input: UpdateRoleRequest,
  { aws }: OperationContext,
): UpdateRoleResponse {
  const role = requireOwnRole(aws.iam, input.RoleName);
  if (input.Description !== undefined) role.description = input.Description;
  if (input.MaxSessionDuration !== undefined) role.maxSessionSeconds = input.MaxSessionDuration;
  return {};
}

/** Replaces the trust policy. Throws MalformedPolicyDocument. */
export function updateAssumeRolePolicy(
  input: UpdateAssumeRolePolicyRequest,
  context: OperationContext,
): undefined {
  const role = requireOwnRole(context.aws.iam, input.RoleName);
  role.trustPolicy = readTrustPolicy(input.PolicyDocument, context);
}

/** Deletes a role. Throws DeleteConflict while it has attached or inline policies (F7.4). */
export function deleteRole({ RoleName }: DeleteRoleRequest, { aws }: OperationContext): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  if (role.attachedPolicies.size > 0) {
    throw fault('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
  }
  if (role.inlinePolicies.size > 0) {
    throw fault('DeleteConflictException', 'Cannot delete entity, must delete policies first.');
  }
  aws.iam.roles.delete(role.name.toLowerCase());
}

/** Converts a role to the shape that all answers share. */
export function toRoleShape(role: Role): RoleShape {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAtMs),
    AssumeRolePolicyDocument: encodeStrictly(role.trustPolicy),
    ...(role.description !== undefined && { Description: role.description }),
  };
}

function readTrustPolicy(json: string | undefined, { aws, account }: OperationContext): string {
  const document = json ?? '';
  assertTrustPolicy(document, { iam: aws.iam, accountId: account.id });
  assertDocumentSize(document, TRUST_POLICY_QUOTA);
  return document;
}
