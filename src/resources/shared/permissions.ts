import type { LabNames } from '../../session/config.js';

/** Where a lab is; `*` for what is not known. */
export interface PermissionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly names: LabNames;
}

/** The ARNs of a resource as policies name it. */
export type ToArns = (scope: PermissionScope) => readonly string[];

/** Some actions that are allowed on the same resources under the same condition. */
export interface Permission {
  /** The statement's id in the policy. Permissions of one id have the same actions, or the same ARNs. */
  readonly sid: string;
  readonly service: string;
  readonly actions: readonly string[];
  readonly on: readonly ToArns[];
  readonly condition?: { readonly [operator: string]: { readonly [key: string]: string } };
  /** AWS asks for them inside another call (tags at create, PassRole): no call has their name. */
  readonly isImplied?: true;
}
