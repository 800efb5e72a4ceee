import { createRandomId } from '../../state/credentials.js';
import { findRole, type IamState, type Policy, type Role } from '../../state/iam.js';
import { isManagedByAws } from '../../state/managed-policies.js';
import { fault } from '../../wire/fault.js';
import { sortByKey, toPage } from '../page.js';

/** Finds the role by name, in any case. Throws NoSuchEntity. */
export function requireRole(iam: IamState, name: string | undefined): Role {
  const role = findRole(iam, name ?? '');
  if (!role) throw toRoleNotFound(name);
  return role;
}

export function toRoleNotFound(name: string | undefined) {
  return fault('NoSuchEntityException', `The role with name ${name} cannot be found.`);
}

/**
 * Finds a role that the account may change. Throws NoSuchEntity, or UnmodifiableEntity for service-linked
 * roles.
 */
export function requireOwnRole(iam: IamState, name: string | undefined): Role {
  const role = requireRole(iam, name);
  if (role.path.startsWith('/aws-service-role/')) {
    throw fault(
      'UnmodifiableEntityException',
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}

/** Finds the policy by ARN. Throws NoSuchEntity. */
export function requirePolicy(iam: IamState, arn: string | undefined): Policy {
  const policy = iam.policies.get(arn ?? '');
  if (!policy) throw fault('NoSuchEntityException', `Policy ${arn} was not found.`);
  return policy;
}

/** Finds a policy that the account may change. Throws NoSuchEntity, or AccessDenied for AWS-managed policies. */
export function requireOwnPolicy(iam: IamState, arn: string | undefined): Policy {
  const policy = requirePolicy(iam, arn);
  if (isManagedByAws(policy.arn)) {
    throw fault('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, {
      status: 403,
    });
  }
  return policy;
}

/** Lists the roles to which a policy is attached. */
export function findRolesWithPolicy(iam: IamState, arn: string): Role[] {
  return [...iam.roles.values()].filter((role) => role.attachedPolicies.has(arn));
}

/** Creates a unique id in IAM's form: `AROA` (role) or `ANPA` (policy) and 17 letters and digits. */
export function createUniqueId(prefix: 'AROA' | 'ANPA'): string {
  return createRandomId(prefix, 17);
}

/** Throws LimitExceeded if a document exceeds its quota, not counting white space. */
export function assertDocumentSize(
  json: string,
  quota: { readonly name: string; readonly max: number },
): void {
  if (json.replace(/\s/g, '').length <= quota.max) return;
  throw fault('LimitExceededException', `Cannot exceed quota for ${quota.name}: ${quota.max}`);
}

interface IamPageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** Cuts a page of a List operation: sorted, with 100 items by default. */
export function toIamPage<T>(
  items: Iterable<T>,
  { Marker, MaxItems = 100 }: IamPageInput,
  toKey: (item: T) => string,
): { items: readonly T[]; rest: { IsTruncated: boolean; Marker?: string } } {
  const { items: page, next } = toPage({
    items: sortByKey(items, toKey),
    max: MaxItems,
    marker: Marker,
    toKey,
    invalidMarker: () => fault('ValidationError', `Invalid Marker: ${Marker}`),
  });
  return {
    items: page,
    rest: next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next },
  };
}
