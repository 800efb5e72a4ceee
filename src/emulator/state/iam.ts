import { createManagedPolicies } from '../iam/managed-policies.js';

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

/** An account's IAM as AWS hands it out: no roles, AWS's managed policies. */
export function createIamState(): IamState {
  return { roles: new Map(), policies: createManagedPolicies() };
}
