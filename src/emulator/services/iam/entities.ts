import { randomInt } from 'node:crypto';
import type { IamState, Policy, Role } from '../../state/iam.js';
import { findRole } from '../../state/iam.js';
import { isManagedByAws } from '../../state/managed-policies.js';
import { fault } from '../../wire/fault.js';

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The role of a name, whatever its case; throws NoSuchEntity. */
export function requireRole(iam: IamState, name: string | undefined): Role {
  const role = findRole(iam, name ?? '');
  if (!role) {
    throw fault('NoSuchEntityException', `The role with name ${name} cannot be found.`);
  }
  return role;
}

/** A role that may be changed; throws NoSuchEntity, and UnmodifiableEntity for service-linked ones. */
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

/** The policy of an ARN; throws NoSuchEntity. */
export function requirePolicy(iam: IamState, arn: string | undefined): Policy {
  const policy = iam.policies.get(arn ?? '');
  if (!policy) throw fault('NoSuchEntityException', `Policy ${arn} was not found.`);
  return policy;
}

/** A policy that may be changed; throws NoSuchEntity, and AccessDenied for AWS's managed ones. */
export function requireOwnPolicy(iam: IamState, arn: string | undefined): Policy {
  const policy = requirePolicy(iam, arn);
  if (isManagedByAws(policy.arn)) {
    throw fault('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, {
      status: 403,
    });
  }
  return policy;
}

/** The names of the roles to which a policy is attached. */
export function findRolesWithPolicy(iam: IamState, arn: string): Role[] {
  return [...iam.roles.values()].filter((role) => role.attachedPolicies.has(arn));
}

/** A unique id as IAM makes them: `AROA` (role) or `ANPA` (policy) and 17 letters and digits. */
export function createUniqueId(prefix: 'AROA' | 'ANPA'): string {
  const letters = Array.from({ length: 17 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]);
  return prefix + letters.join('');
}

/** Throws LimitExceeded when a document is over its quota; white space does not count. */
export function assertDocumentSize(
  json: string,
  quota: { readonly name: string; readonly max: number },
): void {
  if (json.replace(/\s/g, '').length <= quota.max) return;
  throw fault('LimitExceededException', `Cannot exceed quota for ${quota.name}: ${quota.max}`);
}
