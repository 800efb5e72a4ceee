import { findRequirements, type LabBlueprint } from './shared/blueprint.js';
import type { Condition, Permission, PermissionScope } from './shared/permissions.js';

/**
 * Finds all permissions that the operator of a lab needs for every command. Permissions of several resources with the same
 * statement id become one.
 */
export function findPermissions<O>(blueprint: LabBlueprint<O>): readonly Permission[] {
  const bySid = new Map<string, Permission>();
  for (const permission of findRequirements(blueprint).flatMap((one) => one.permissions ?? [])) {
    const known = bySid.get(permission.sid);
    const actions = [...new Set([...(known?.actions ?? []), ...permission.actions])];
    const on = [...new Set([...(known?.on ?? []), ...permission.on])];
    bySid.set(permission.sid, { ...permission, actions, on });
  }
  return [...bySid.values()];
}

export interface OperatorPolicy {
  readonly Version: string;
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Condition;
  }[];
}

/** Returns the smallest IAM policy for an operator of the lab. */
export function toOperatorPolicy(
  permissions: readonly Permission[],
  scope: PermissionScope,
): OperatorPolicy {
  return {
    Version: '2012-10-17',
    Statement: permissions.map(({ sid, service, actions, on, ...limits }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions.map((action) => `${service}:${action}`),
      Resource: on.flatMap((toArns) => toArns(scope)),
      ...toStatementCondition(limits, scope),
    })),
  };
}

function toStatementCondition(
  permission: Pick<Permission, 'condition' | 'toCondition'>,
  scope: PermissionScope,
): { readonly Condition?: Condition } {
  const condition = findCondition(permission, scope);
  return condition ? { Condition: condition } : {};
}

/** Returns the condition of a permission in this place. */
export function findCondition(
  { condition, toCondition }: Pick<Permission, 'condition' | 'toCondition'>,
  scope: PermissionScope,
): Condition | undefined {
  return condition ?? toCondition?.(scope);
}
