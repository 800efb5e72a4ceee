export interface Role {
  readonly name: string;
  /** `AROA…`. */
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAtMs: number;
  description?: string | undefined;
  maxSessionSeconds: number;
  /** The trust policy as the caller sent it (JSON). */
  trustPolicy: string;
  /** Lambda cannot assume the role before this time (F6.3). */
  assumableAtMs: number;
  /** Before this time, GetRole shows the role's id instead of its ARN (F7.2). */
  readonly arnShownAtMs?: number | undefined;
  /** Policy ARN -> the time from which services see the attachment. */
  readonly attachedPolicies: Map<string, number>;
  /** When a policy was last detached. */
  detachedAtMs?: number | undefined;
  /** Name -> JSON document. */
  readonly inlinePolicies: Map<string, string>;
  readonly tags: Map<string, string>;
  /** The ARN of the policy that limits what the role's own policies allow. */
  permissionsBoundary?: string | undefined;
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

/** The state of IAM, which all regions share. */
export interface IamState {
  /** By lower-case name: IAM's names are unique ignoring case. */
  readonly roles: Map<string, Role>;
  /** By ARN: the account's own policies and AWS's managed ones. */
  readonly policies: Map<string, Policy>;
}

/** Creates IAM's state with AWS's managed policies and without roles. */
export function createIamState(managedPolicies: ReadonlyMap<string, Policy>): IamState {
  return { roles: new Map(), policies: new Map(managedPolicies) };
}

/** Finds a role by name, ignoring case. */
export function findRole(iam: IamState, name: string): Role | undefined {
  return iam.roles.get(name.toLowerCase());
}

/** Finds a role by ARN. The ARN must match exactly, including path and case. */
export function findRoleByArn(iam: IamState, arn: string): Role | undefined {
  const role = findRole(iam, arn.slice(arn.lastIndexOf('/') + 1));
  return role?.arn === arn ? role : undefined;
}
