import type {
  AttachRolePolicyRequest,
  DeleteRolePolicyRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { assertPermissionsPolicy } from '../../iam/policy-grammar.js';
import type { Role } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { encodeStrictly } from '../../wire/percent-encoding.js';
import { requireOwnRole, requirePolicy, requireRole } from './entities.js';
import { toIamPage } from './page.js';

/** IAM and AWS STS quotas: managed policies a role (the default). */
const MAX_ATTACHED = 10;
/** IAM and AWS STS quotas: all inline policies of a role together. */
const MAX_INLINE_CHARACTERS = 10_240;

/** Services see the attachment after `pace.policyPropagationMs`; a second one changes nothing. */
export function attachRolePolicy(
  { RoleName, PolicyArn = '' }: AttachRolePolicyRequest,
  { aws, clock, pace }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  if (!aws.iam.policies.has(PolicyArn)) {
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

/** Throws NoSuchEntity when the policy is not attached. */
export function detachRolePolicy(
  { RoleName, PolicyArn = '' }: DetachRolePolicyRequest,
  { aws }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  if (role.attachedPolicies.delete(PolicyArn)) return;
  throw fault('NoSuchEntityException', `Policy ${PolicyArn} was not found.`);
}

/** The managed policies of a role, in pages. */
export function listAttachedRolePolicies(
  input: ListAttachedRolePoliciesRequest,
  { aws }: OperationContext,
): ListAttachedRolePoliciesResponse {
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
  { RoleName, PolicyName = '', PolicyDocument = '' }: PutRolePolicyRequest,
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

/** An inline policy, URL-encoded; throws NoSuchEntity. */
export function getRolePolicy(
  { RoleName, PolicyName = '' }: GetRolePolicyRequest,
  { aws }: OperationContext,
): GetRolePolicyResponse {
  const role = requireRole(aws.iam, RoleName);
  return {
    RoleName: role.name,
    PolicyName,
    PolicyDocument: encodeStrictly(requireInlinePolicy(role, PolicyName)),
  };
}

/** Removes an inline policy; throws NoSuchEntity. */
export function deleteRolePolicy(
  { RoleName, PolicyName = '' }: DeleteRolePolicyRequest,
  { aws }: OperationContext,
): undefined {
  const role = requireOwnRole(aws.iam, RoleName);
  requireInlinePolicy(role, PolicyName);
  role.inlinePolicies.delete(PolicyName);
}

/** The names of a role's inline policies, in pages. */
export function listRolePolicies(
  input: ListRolePoliciesRequest,
  { aws }: OperationContext,
): ListRolePoliciesResponse {
  const role = requireRole(aws.iam, input.RoleName);
  const { items, rest } = toIamPage(role.inlinePolicies.keys(), input, (name) => name);
  return { PolicyNames: [...items], ...rest };
}

/** Always none: nothing here makes instance profiles. */
export function listInstanceProfilesForRole(
  input: ListInstanceProfilesForRoleRequest,
  { aws }: OperationContext,
): ListInstanceProfilesForRoleResponse {
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
