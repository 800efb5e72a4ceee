import type * as api from '@aws-sdk/client-iam';
import { toPartition } from '../../state/account.js';
import type { IamState, Policy } from '../../state/iam.js';
import { isManagedByAws } from '../../state/managed-policies.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import {
  createUniqueId,
  findRolesWithPolicy,
  requireOwnPolicy,
  requirePolicy,
  toIamPage,
} from './entities.js';
import { readPolicyDocument } from './policy-versions.js';
import { toTagList, toTagMap } from './tags.js';

/** Creates a policy with the default version `v1`. */
export function createPolicy(
  input: api.CreatePolicyRequest,
  { aws, account, region, clock }: OperationContext,
): api.CreatePolicyResponse {
  const name = input.PolicyName ?? '';
  if (isNameTaken(aws.iam, name)) {
    throw fault(
      'EntityAlreadyExistsException',
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
    );
  }
  const document = readPolicyDocument(input.PolicyDocument);
  const path = input.Path ?? '/';
  const nowMs = clock.now();
  const policy: Policy = {
    name,
    id: createUniqueId('ANPA'),
    arn: account.arn('iam', region, `policy${path}${name}`),
    path,
    description: input.Description,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    defaultVersionId: 'v1',
    nextVersion: 2,
    versions: [{ id: 'v1', document, createdAtMs: nowMs }],
    tags: toTagMap(input.Tags),
  };
  aws.iam.policies.set(policy.arn, policy);
  return { Policy: { ...toPolicyShape(policy, aws.iam), ...toShownTags(policy) } };
}

/** Returns a policy with description and tags. Throws NoSuchEntity. */
export function getPolicy(
  { PolicyArn }: api.GetPolicyRequest,
  { aws }: OperationContext,
): api.GetPolicyResponse {
  const policy = requirePolicy(aws.iam, PolicyArn);
  return {
    Policy: {
      ...toPolicyShape(policy, aws.iam),
      ...(policy.description !== undefined && { Description: policy.description }),
      ...toShownTags(policy),
    },
  };
}

/** Lists policies. As on AWS, the list omits tags and descriptions. */
export function listPolicies(
  input: api.ListPoliciesRequest,
  { aws, region }: OperationContext,
): api.ListPoliciesResponse {
  const { Scope = 'All', PathPrefix = '/', OnlyAttached = false, PolicyUsageFilter } = input;
  const policies = [...aws.iam.policies.values()].filter((policy) => {
    if (!policy.arn.startsWith(`arn:${toPartition(region)}:`)) return false;
    if (Scope === 'AWS' && !isManagedByAws(policy.arn)) return false;
    if (Scope === 'Local' && isManagedByAws(policy.arn)) return false;
    if (!policy.path.startsWith(PathPrefix)) return false;
    return !OnlyAttached || findRolesWithPolicy(aws.iam, policy.arn).length > 0;
  });
  // The emulator has no permissions boundaries.
  const shown = PolicyUsageFilter === 'PermissionsBoundary' ? [] : policies;
  const { items, rest } = toIamPage(shown, input, ({ arn }) => arn);
  return { Policies: items.map((policy) => toPolicyShape(policy, aws.iam)), ...rest };
}

/** Deletes a policy. Throws DeleteConflict if it is attached or has versions besides the default (F7.5). */
export function deletePolicy(
  { PolicyArn }: api.DeletePolicyRequest,
  { aws }: OperationContext,
): undefined {
  const policy = requireOwnPolicy(aws.iam, PolicyArn);
  if (findRolesWithPolicy(aws.iam, policy.arn).length > 0) {
    throw fault('DeleteConflictException', 'Cannot delete a policy attached to entities.');
  }
  if (policy.versions.length > 1) {
    throw fault(
      'DeleteConflictException',
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    );
  }
  aws.iam.policies.delete(policy.arn);
}

/** Lists the roles with a policy. The emulator has no IAM users and groups. */
export function listEntitiesForPolicy(
  input: api.ListEntitiesForPolicyRequest,
  { aws }: OperationContext,
): api.ListEntitiesForPolicyResponse {
  const { arn } = requirePolicy(aws.iam, input.PolicyArn);
  const { EntityFilter = 'Role', PathPrefix = '/', PolicyUsageFilter } = input;
  const showsRoles = EntityFilter === 'Role' && PolicyUsageFilter !== 'PermissionsBoundary';
  const roles = findRolesWithPolicy(aws.iam, arn).filter(({ path }) => path.startsWith(PathPrefix));
  const { items, rest } = toIamPage(showsRoles ? roles : [], input, ({ name }) =>
    name.toLowerCase(),
  );
  return {
    PolicyGroups: [],
    PolicyUsers: [],
    PolicyRoles: items.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...rest,
  };
}

function toPolicyShape(policy: Policy, iam: IamState): api.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: findRolesWithPolicy(iam, policy.arn).length,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAtMs),
    UpdateDate: new Date(policy.updatedAtMs),
  };
}

function toShownTags({ tags }: Policy): Pick<api.Policy, 'Tags'> {
  return tags.size > 0 ? { Tags: toTagList(tags) } : {};
}

/** Names are unique in the account, ignoring case and path. */
function isNameTaken(iam: IamState, name: string): boolean {
  return [...iam.policies.values()].some((policy) => {
    return !isManagedByAws(policy.arn) && policy.name.toLowerCase() === name.toLowerCase();
  });
}
