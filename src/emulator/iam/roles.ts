import type { IamState, Role } from '../state/iam.js';

/** The role of a name, whatever its case, or undefined. */
export function findRole(iam: IamState, name: string): Role | undefined {
  return iam.roles.get(name.toLowerCase());
}

/** The role of an ARN, or undefined: ARNs are compared exactly, path and case included. */
export function findRoleByArn(iam: IamState, arn: string): Role | undefined {
  const role = findRole(iam, arn.slice(arn.lastIndexOf('/') + 1));
  return role?.arn === arn ? role : undefined;
}
