import type { LabNames } from '../../session/config.js';

/** The place of a lab; `*` for values that are not known. */
export interface PermissionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly names: LabNames;
  /** The path of the lab's role and policy (default: `/`). */
  readonly iamPath?: string;
  /** The lab's VPC; undefined when it is not known. */
  readonly vpcId?: string | undefined;
}

/** Returns the ARNs of a resource in policies. */
export type ToArns = (scope: PermissionScope) => readonly string[];

/** Actions that the operator needs on the same resources under the same condition. */
export interface Permission {
  /** The id of the statement in the policy. Permissions with the same id have the same actions or the same ARNs. */
  readonly sid: string;
  readonly service: string;
  readonly actions: readonly string[];
  readonly on: readonly ToArns[];
  readonly condition?: Condition;
  /** A condition that depends on the place of the lab. */
  readonly toCondition?: (scope: PermissionScope) => Condition;
  /** AWS checks these actions inside another call (tags at create, PassRole): the program sends no call with their name. */
  readonly isImplied?: true;
  /** Set if the program works without it: what is then worse, as the second half of a sentence. */
  readonly without?: string;
}

/** A condition of a policy statement. */
export interface Condition {
  readonly [operator: string]: { readonly [key: string]: string };
}
