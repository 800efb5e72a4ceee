import type * as api from '@aws-sdk/client-iam';
import { assertPermissionsPolicy } from '../../iam/policy-grammar.js';
import type { Role } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { encodeStrictly } from '../../wire/percent-encoding.js';
import {
  requireOwnRole,
  requirePolicy,
  requireRole,
  toIamPage,
  toRoleNotFound,
} from './entities.js';

/** Managed policies of a role, by default (IAM and AWS STS quotas). */
const MAX_ATTACHED = 10;
/** All inline policies of a role together (IAM and AWS STS quotas). */
const MAX_INLINE_CHARACTERS = 10_240;

/**
 * Attaches a policy. Services see it after `pace.policyPropagationMs` (F4.7). To attach it again changes
 * nothing.
 */
export function attachRolePolicy(
  { RoleName, PolicyArn = '' }: api.AttachRolePolicyRequest,
  { aws, clock, pace }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  const isHidden = ({ createdAtMs }: Pick<Role, 'createdAtMs'>) =>
    aws.assumes('new-attachments', 'late') && clock.now() - createdAtMs < pace.lagMs;
  if (isHidden(role)) throw toRoleNotFound(RoleName);
  const policy = aws.iam.policies.get(PolicyArn);
  if (!policy || isHidden(policy)) {
    throw fault(
      'NoSuchEntityException',
      `Policy ${PolicyArn} does not exist or is not attachable.`,
    );
  }
  if (role.attachedPolicies.has(PolicyArn)) return;
  if (role.attachedPolicies.size >= MAX_ATTACHED) {
    throw fault(
      'LimitExceededException',
      `Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`,
    );
  }
  role.attachedPolicies.set(PolicyArn, clock.now() + pace.policyPropagationMs);
}

/** Detaches a policy. Throws NoSuchEntity if it is not attached. */
export function detachRolePolicy(
  { RoleName, PolicyArn = '' }: api.DetachRolePolicyRequest,
  { aws, clock }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  if (role.attachedPolicies.delete(PolicyArn)) {
    role.detachedAtMs = clock.now();
    return;
  }
  throw fault('NoSuchEntityException', `Policy ${PolicyArn} was not found.`);
}

/** Lists the managed policies of a role. */
export function listAttachedRolePolicies(
  input: api.ListAttachedRolePoliciesRequest,
  { aws }: OperationContext,
): api.ListAttachedRolePoliciesResponse {
  const role = requireRole(aws.iam, input.RoleName);
  const prefix = input.PathPrefix ?? '/';
  const policies = [...role.attachedPolicies.keys()]
    .map((arn) => requirePolicy(aws.iam, arn))
    .filter(({ path }) => path.startsWith(prefix));
  const { items, rest } = toIamPage(policies, input, ({ arn }) => arn);
  return {
    AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
    ...rest,
  };
}

/** Adds or replaces an inline policy. */
export function putRolePolicy(
  { RoleName, PolicyName = '', PolicyDocument = '' }: api.PutRolePolicyRequest,
  { aws }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  assertPermissionsPolicy(PolicyDocument, { requireVersion: false });
  const others = [...role.inlinePolicies].filter(([name]) => name !== PolicyName);
  const characters = [...others.map(([, json]) => json), PolicyDocument]
    .join('')
    .replace(/\s/g, '').length;
  if (characters > MAX_INLINE_CHARACTERS) {
    throw fault(
      'LimitExceededException',
      `Maximum policy size of ${MAX_INLINE_CHARACTERS} bytes exceeded for role ${role.name}`,
    );
  }
  role.inlinePolicies.set(PolicyName, PolicyDocument);
}

/** Returns an inline policy, URL-encoded. Throws NoSuchEntity. */
export function getRolePolicy(
  { RoleName, PolicyName = '' }: api.GetRolePolicyRequest,
  { aws }: OperationContext,
): api.GetRolePolicyResponse {
  const role = requireRole(aws.iam, RoleName);
  return {
    RoleName: role.name,
    PolicyName,
    PolicyDocument: encodeStrictly(requireInlinePolicy(role, PolicyName)),
  };
}

/** Removes an inline policy. Throws NoSuchEntity. */
export function deleteRolePolicy(
  { RoleName, PolicyName = '' }: api.DeleteRolePolicyRequest,
  { aws }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  requireInlinePolicy(role, PolicyName);
  role.inlinePolicies.delete(PolicyName);
}

/** Lists the names of a role's inline policies. */
export function listRolePolicies(
  input: api.ListRolePoliciesRequest,
  { aws }: OperationContext,
): api.ListRolePoliciesResponse {
  const role = requireRole(aws.iam, input.RoleName);
  const { items, rest } = toIamPage(role.inlinePolicies.keys(), input, (name) => name);
  return { PolicyNames: [...items], ...rest };
}

/** Returns an empty list: the emulator has no instance profiles. */
export function listInstanceProfilesForRole(
  input: api.ListInstanceProfilesForRoleRequest,
  { aws }: OperationContext,
): api.ListInstanceProfilesForRoleResponse {
  requireRole(aws.iam, input.RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
}

function requireInlinePolicy(role: Role, name: string): string {
  const document = role.inlinePolicies.get(name);
  if (document === undefined) {
    throw fault('NoSuchEntityException', `The role policy with name ${name} cannot be found.`);
  }
  return document;
}
