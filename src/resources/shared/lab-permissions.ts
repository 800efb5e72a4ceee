import { LAB_TAG } from '../../engine/lab-tags.js';
import { arns } from './arns.js';
import type { Condition, Permission, ToArns, ToCondition } from './permissions.js';

/** Actions that create resources with the lab's tag (F10.7). */
export function creating(
  service: string,
  actions: readonly string[],
  on: readonly ToArns[],
): Permission {
  return { sid: 'Create', service, actions, on, condition: setsLabTag };
}

/**
 * Actions that change or delete resources that carry the lab's tag (F10.7). AWS may not see the tags in the first calls after
 * a creation (F1.14, F7.1).
 */
export function changing(
  service: string,
  actions: readonly string[],
  on: readonly ToArns[],
): Permission {
  const condition: ToCondition = ({ lab }) => toTagCondition('aws:ResourceTag', lab);
  return { sid: 'Change', service, actions, on, condition };
}

/**
 * Actions that only the lab's names limit: reads, because a resource with such a name can be foreign, and the first calls after a
 * creation.
 */
export function byName(
  service: string,
  actions: readonly string[],
  on: readonly ToArns[],
): Permission {
  return { sid: 'Named', service, actions, on };
}

/** Reads of all resources that may be the lab's: their tags tell. */
export function reading(
  service: string,
  actions: readonly string[],
  on: readonly ToArns[],
): Permission {
  return { sid: 'Read', service, actions, on };
}

/** Actions that AWS allows on all resources or on none. */
export function listing(service: string, actions: readonly string[]): Permission {
  return { sid: 'List', service, actions, on: [arns.anything] };
}

/** Actions that only a lab in a VPC needs. */
export function inVpc(permission: Permission): Permission {
  return { ...permission, isNeeded: ({ topology }) => topology === 'vpc' };
}

/** The call sets the lab's tag. */
export const setsLabTag: ToCondition = ({ lab }) => toTagCondition('aws:RequestTag', lab);

/** `StringLike`, so that a policy can cover the labs of several names (docs/CI.md). */
function toTagCondition(key: string, lab: string): Condition {
  return { StringLike: { [`${key}/${LAB_TAG}`]: lab || 'default' } };
}

/** The call sets the configured permissions boundary (F10.6). Without a boundary, there is no condition. */
export const setsBoundary: ToCondition = ({ permissionsBoundary }) =>
  permissionsBoundary === undefined
    ? {}
    : { StringEquals: { 'iam:PermissionsBoundary': permissionsBoundary } };
