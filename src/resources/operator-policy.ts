import type { AnonymousSession, Identity } from '../session/session.js';
import { findRequirements, type LabBlueprint } from './shared/blueprint.js';
import type { Condition, Permission, PermissionScope } from './shared/permissions.js';

/** Finds all permissions that the operator of a lab needs for every command. */
export function findPermissions<O>(blueprint: LabBlueprint<O>): readonly Permission[] {
  return findRequirements(blueprint).flatMap((one) => one.permissions ?? []);
}

/** Returns the place of a session's lab. `vpcId` is undefined when it is not known. */
export function toScope(
  { region, config }: Pick<AnonymousSession, 'region' | 'config'>,
  { account, partition }: Pick<Identity, 'account' | 'partition'>,
  vpcId?: string,
): PermissionScope {
  const { lab, names, topology, iamPath, permissionsBoundary } = config;
  const own = { lab, names, topology, iamPath, permissionsBoundary };
  return { partition, account, region, ...own, vpcId };
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** IAM's quota for the characters of a managed policy, without white space. */
const LONGEST_POLICY = 6_144;

export interface OperatorPolicy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Returns the smallest IAM policy for an operator of the lab. */
export function toOperatorPolicy(
  permissions: readonly Permission[],
  scope: PermissionScope,
): OperatorPolicy {
  const statements = new Map<string, Statement>();
  for (const permission of permissions.filter(({ isNeeded }) => isNeeded?.(scope) ?? true)) {
    const { sid, service, actions, on, condition } = permission;
    const known = statements.get(sid);
    const named = actions.map((action) => `${service}:${action}`);
    const resources = on.flatMap((toArns) => toArns(scope));
    statements.set(sid, {
      ...{ Sid: sid, Effect: 'Allow' },
      Action: [...new Set([...(known?.Action ?? []), ...named])],
      Resource: [...new Set([...(known?.Resource ?? []), ...resources])],
      ...(condition && { Condition: condition(scope) }),
    });
  }
  return { Version: '2012-10-17', Statement: [...statements.values()] };
}

/** Splits a policy that is too long for one managed policy. An operator needs all parts. */
export function toManagedPolicies({ Version, Statement }: OperatorPolicy): OperatorPolicy[] {
  const parts: Statement[][] = [];
  for (const statement of Statement) {
    const last = parts.at(-1);
    const longer = { Version, Statement: [...(last ?? []), statement] };
    if (last && JSON.stringify(longer).length <= LONGEST_POLICY) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map((part) => ({ Version, Statement: part }));
}
