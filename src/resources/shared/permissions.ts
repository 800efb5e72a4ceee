import type { LabNames, Topology } from '../../session/config.js';

/** The place of a lab; `*` for values that are not known. */
export interface PermissionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** The lab's name; empty for the unnamed lab. */
  readonly lab: string;
  readonly names: LabNames;
  readonly topology: Topology;
  /** The path of the lab's role and policy. */
  readonly iamPath: string;
  /** The ARN of the boundary that the role gets; undefined without one. */
  readonly permissionsBoundary: string | undefined;
  /** The lab's VPC; undefined when it is not known. */
  readonly vpcId?: string | undefined;
}

/** Returns the ARNs of a resource in policies. */
export type ToArns = (scope: PermissionScope) => readonly string[];

/** Returns a statement's condition; an empty one is no condition. */
export type ToCondition = (scope: PermissionScope) => Condition;

/** Actions that the operator needs on the same resources under the same condition. */
export interface Permission {
  /** The id of the statement in the policy. Permissions with the same id have the same condition, and share one statement. */
  readonly sid: string;
  readonly service: string;
  readonly actions: readonly string[];
  readonly on: readonly ToArns[];
  readonly condition?: ToCondition;
  /** Whether a lab in this place needs it. Default: every lab. */
  readonly isNeeded?: (scope: PermissionScope) => boolean;
  /** AWS checks these actions inside another call (tags at create, PassRole): the program sends no call with their name. */
  readonly isImplied?: true;
  /** Set if the program works without it: what is then worse, as the second half of a sentence. */
  readonly without?: string;
}

/** A condition of a policy statement. */
export interface Condition {
  readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
}
