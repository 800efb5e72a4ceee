export interface Role {
  readonly name: string;
  /** `AROA…`. */
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAtMs: number;
  description?: string | undefined;
  maxSessionSeconds: number;
  /** The trust policy as it was sent (JSON). */
  trustPolicy: string;
  /** Lambda cannot assume the role before this time. */
  assumableAtMs: number;
  /** Before this time GetRole shows the role's id in place of its ARN. */
  readonly arnShownAtMs?: number | undefined;
  /** Policy ARN -> the time from which services see the attachment. */
  readonly attachedPolicies: Map<string, number>;
  /** Name -> JSON document. */
  readonly inlinePolicies: Map<string, string>;
  readonly tags: Map<string, string>;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAtMs: number;
}

export interface Policy {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly description?: string | undefined;
  readonly createdAtMs: number;
  updatedAtMs: number;
  defaultVersionId: string;
  nextVersion: number;
  /** Oldest first. */
  readonly versions: PolicyVersion[];
  readonly tags: Map<string, string>;
}

/** IAM is global: one for all regions. */
export interface IamState {
  /** By lower-case name: IAM's names are unique without regard to case. */
  readonly roles: Map<string, Role>;
  /** By ARN: the account's own and AWS's managed ones. */
  readonly policies: Map<string, Policy>;
}

/** An account's IAM with the policies that AWS manages, and no roles. */
export function createIamState(managedPolicies: ReadonlyMap<string, Policy>): IamState {
  return { roles: new Map(), policies: new Map(managedPolicies) };
}

/** The role of a name, whatever its case, or undefined. */
export function findRole(iam: IamState, name: string): Role | undefined {
  return iam.roles.get(name.toLowerCase());
}

/** The role of an ARN, or undefined: ARNs are compared exactly, path and case included. */
export function findRoleByArn(iam: IamState, arn: string): Role | undefined {
  const role = findRole(iam, arn.slice(arn.lastIndexOf('/') + 1));
  return role?.arn === arn ? role : undefined;
}
