import type * as api from '@aws-sdk/client-iam';
import { PermissionsBoundaryAttachmentType } from '@aws-sdk/client-iam';
import { assertTrustPolicy } from '../../iam/trust-policy.js';
import { findRole, type Role } from '../../state/iam.js';
import {
  addLinkedRole,
  findLinkedRole,
  LINKED_ROLE_NAME,
  LINKED_SERVICE,
} from '../../state/service-linked-role.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { encodeStrictly } from '../../wire/percent-encoding.js';
import {
  assertDocumentSize,
  createUniqueId,
  requireOwnRole,
  requirePolicy,
  requireRole,
  toIamPage,
} from './entities.js';
import { toTagList, toTagMap } from './tags.js';

const TRUST_POLICY_QUOTA = { name: 'ACLSizePerRole', max: 2048 };

/** Creates a role. Lambda can assume it after `pace.rolePropagationMs` (F4.7). */
export function createRole(
  input: api.CreateRoleRequest,
  context: OperationContext,
): api.CreateRoleResponse {
  const { aws, account, region, clock, pace } = context;
  const name = input.RoleName ?? '';
  if (findRole(aws.iam, name)) {
    throw fault('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
  }
  const trustPolicy = readTrustPolicy(input.AssumeRolePolicyDocument, context);
  const permissionsBoundary = readBoundary(input.PermissionsBoundary, context);
  const path = input.Path ?? '/';
  const role: Role = {
    name,
    id: createUniqueId('AROA'),
    arn: account.arn('iam', region, `role${path}${name}`),
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
    permissionsBoundary,
  };
  aws.iam.roles.set(name.toLowerCase(), role);
  return {
    Role: {
      ...toRoleShape(role),
      ...toBoundaryShape(role),
      ...(role.tags.size > 0 && { Tags: toTagList(role.tags) }),
    },
  };
}

/** Returns a role with its tags. Throws NoSuchEntity. */
export function getRole(
  { RoleName }: api.GetRoleRequest,
  { aws, clock }: OperationContext,
): api.GetRoleResponse {
  const role = requireRole(aws.iam, RoleName);
  // A new role can show its id instead of its ARN (F7.2).
  const isNew = (role.arnShownAtMs ?? 0) > clock.now();
  return {
    Role: {
      ...toRoleShape(role),
      ...(isNew && { Arn: role.id }),
      MaxSessionDuration: role.maxSessionSeconds,
      RoleLastUsed: {},
      ...toBoundaryShape(role),
      ...(role.tags.size > 0 && { Tags: toTagList(role.tags) }),
    },
  };
}

/** Lists roles. As on AWS, the list omits tags. */
export function listRoles(
  input: api.ListRolesRequest,
  { aws }: OperationContext,
): api.ListRolesResponse {
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
  input: api.UpdateRoleRequest,
  { aws }: OperationContext,
): api.UpdateRoleResponse {
  const role = requireOwnRole(aws.iam, input.RoleName);
  if (input.Description !== undefined) role.description = input.Description;
  if (input.MaxSessionDuration !== undefined) role.maxSessionSeconds = input.MaxSessionDuration;
  return {};
}

/** Replaces the trust policy. Throws MalformedPolicyDocument. */
export function updateAssumeRolePolicy(
  input: api.UpdateAssumeRolePolicyRequest,
  context: OperationContext,
): undefined {
  const role = requireOwnRole(context.aws.iam, input.RoleName);
  role.trustPolicy = readTrustPolicy(input.PolicyDocument, context);
}

/** Sets or replaces the permissions boundary. Throws NoSuchEntity. */
export function putRolePermissionsBoundary(
  { RoleName, PermissionsBoundary }: api.PutRolePermissionsBoundaryRequest,
  context: OperationContext,
): undefined {
  const role = requireOwnRole(context.aws.iam, RoleName);
  role.permissionsBoundary = readBoundary(PermissionsBoundary, context);
}

/** Removes the permissions boundary. Throws NoSuchEntity when the role has none. */
export function deleteRolePermissionsBoundary(
  { RoleName }: api.DeleteRolePermissionsBoundaryRequest,
  { aws }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  if (role.permissionsBoundary === undefined) {
    throw fault('NoSuchEntityException', `Role ${role.name} does not have a permissions boundary.`);
  }
  role.permissionsBoundary = undefined;
}

/** Deletes a role. Throws DeleteConflict while it has attached or inline policies (F7.4). */
export function deleteRole(
  { RoleName }: api.DeleteRoleRequest,
  { aws, clock, pace }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  const isLate = clock.now() - (role.detachedAtMs ?? 0) < pace.lagMs;
  const sticks = isLate && aws.assumes('role-deletion', 'conflict-first');
  if (role.attachedPolicies.size > 0 || sticks) {
    throw fault('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
  }
  if (role.inlinePolicies.size > 0) {
    throw fault('DeleteConflictException', 'Cannot delete entity, must delete policies first.');
  }
  aws.iam.roles.delete(role.name.toLowerCase());
}

/** Converts a role to the shape that all answers share. */
export function toRoleShape(role: Role): api.Role {
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

function readBoundary(arn: string | undefined, { aws }: OperationContext): string | undefined {
  return arn === undefined ? undefined : requirePolicy(aws.iam, arn).arn;
}

/** GetRole and CreateRole show the boundary; lists omit it (IAM API Reference, Role). */
function toBoundaryShape({
  permissionsBoundary: arn,
}: Role): Pick<api.Role, 'PermissionsBoundary'> {
  if (arn === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: PermissionsBoundaryAttachmentType.Policy,
      PermissionsBoundaryArn: arn,
    },
  };
}

function readTrustPolicy(json: string | undefined, { aws, account }: OperationContext): string {
  const document = json ?? '';
  assertTrustPolicy(document, { iam: aws.iam, accountId: account.id });
  assertDocumentSize(document, TRUST_POLICY_QUOTA);
  return document;
}

/** Creates ElastiCache's service-linked role (F7.7). Throws InvalidInput if it exists. */
export function createServiceLinkedRole(
  input: api.CreateServiceLinkedRoleRequest,
  { aws, account, region, clock }: OperationContext,
): api.CreateServiceLinkedRoleResponse {
  if (input.AWSServiceName !== LINKED_SERVICE) {
    throw fault(
      'InvalidInputException',
      `Service-linked roles of ${input.AWSServiceName} are not served here.`,
    );
  }
  if (input.CustomSuffix !== undefined) {
    throw fault('InvalidInputException', `Custom suffix is not allowed for ${LINKED_SERVICE}`);
  }
  if (findLinkedRole(aws.iam)) {
    throw fault(
      'InvalidInputException',
      `Service role name ${LINKED_ROLE_NAME} has been taken in this account, please try a different suffix.`,
    );
  }
  const role = addLinkedRole(aws.iam, {
    ...{ account, region },
    nowMs: clock.now(),
    description: input.Description,
  });
  return { Role: toRoleShape(role) };
}
