import type { Ec2State } from './ec2.js';
import type { ElastiCacheState } from './elasticache.js';
import type { IamState } from './iam.js';
import type { LambdaState } from './lambda.js';
import type { Lifecycle } from './lifecycle.js';
import type { LogsState } from './logs.js';
import type { RegionState } from './state.js';

/** Copies a region: later changes of its resources do not show in the copy. Statuses stand still there. */
export function copyRegion({ elasticache, lambda, ec2, logs }: RegionState): RegionState {
  return {
    elasticache: copyElastiCache(elasticache),
    lambda: copyLambda(lambda),
    ec2: copyEc2(ec2),
    logs: copyLogs(logs),
  };
}

/** Copies IAM's roles and policies. */
export function copyIam({ roles, policies }: IamState): IamState {
  return {
    roles: copyEach(roles, (role) => ({
      ...role,
      attachedPolicies: new Map(role.attachedPolicies),
      inlinePolicies: new Map(role.inlinePolicies),
      tags: new Map(role.tags),
    })),
    policies: copyEach(policies, (policy) => ({
      ...policy,
      versions: [...policy.versions],
      tags: new Map(policy.tags),
    })),
  };
}

function copyElastiCache({ caches, users, userGroups }: ElastiCacheState): ElastiCacheState {
  return {
    caches: copyEach(caches, copySettling),
    users: copyEach(users, copySettling),
    userGroups: copyEach(userGroups, copySettling),
  };
}

function copyLambda({ functions }: LambdaState): LambdaState {
  return {
    functions: copyEach(functions, (fn) => ({ ...copySettling(fn), update: stop(fn.update) })),
  };
}

function copyEc2(ec2: Ec2State): Ec2State {
  return {
    ...ec2,
    vpcs: new Map(ec2.vpcs),
    subnets: copyEach(ec2.subnets, (subnet) => ({ ...subnet })),
    securityGroups: copyEach(ec2.securityGroups, (group) => ({
      ...group,
      rules: [...group.rules],
      tags: new Map(group.tags),
    })),
    networkInterfaces: copyEach(ec2.networkInterfaces, (found) => ({
      ...found,
      functionArns: new Set(found.functionArns),
    })),
  };
}

function copyLogs({ groups }: LogsState): LogsState {
  return {
    groups: copyEach(groups, (group) => ({
      ...group,
      streams: new Map(group.streams),
      tags: new Map(group.tags),
    })),
  };
}

interface Settling<S extends string> {
  readonly lifecycle: Lifecycle<S>;
  readonly tags: ReadonlyMap<string, string>;
}

function copySettling<S extends string, T extends Settling<S>>(
  resource: T,
): T & { lifecycle: Lifecycle<S>; tags: Map<string, string> } {
  return { ...resource, lifecycle: stop(resource.lifecycle), tags: new Map(resource.tags) };
}

/** Returns a lifecycle without its next change, which only the original may apply. */
function stop<S extends string>({ status }: Lifecycle<S>): Lifecycle<S> {
  return { status };
}

function copyEach<T>(resources: ReadonlyMap<string, T>, copy: (resource: T) => T): Map<string, T> {
  return new Map([...resources].map(([key, resource]) => [key, copy(resource)]));
}
