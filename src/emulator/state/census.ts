import type { Clock } from './clock.js';
import { settle } from './lifecycle.js';
import { isManagedByAws } from './managed-policies.js';
import type { AwsState } from './state.js';

/** The number of resources of each kind that callers created, in all regions. */
export interface Census {
  readonly serverlessCaches: number;
  readonly users: number;
  readonly userGroups: number;
  readonly functions: number;
  readonly logGroups: number;
  readonly securityGroups: number;
  readonly roles: number;
  readonly policies: number;
}

/** Counts the existing resources that callers created. Resources that every account has do not count. */
export function takeCensus(aws: AwsState, clock: Clock): Census {
  const nowMs = clock.now();
  const exists = (lifecycle: Parameters<typeof settle>[0]) => settle(lifecycle, nowMs) !== 'gone';
  const regions = [...aws.regions.values()];
  const count = <T>(
    pick: (region: (typeof regions)[number]) => Iterable<T>,
    isMade: (item: T) => boolean = () => true,
  ) => regions.reduce((sum, region) => sum + [...pick(region)].filter(isMade).length, 0);
  return {
    serverlessCaches: count(
      ({ elasticache }) => elasticache.caches.values(),
      ({ lifecycle }) => exists(lifecycle),
    ),
    users: count(
      ({ elasticache }) => elasticache.users.values(),
      ({ id, lifecycle }) => !isReserved(id) && exists(lifecycle),
    ),
    userGroups: count(
      ({ elasticache }) => elasticache.userGroups.values(),
      ({ id, lifecycle }) => !isReserved(id) && exists(lifecycle),
    ),
    functions: count(
      ({ lambda }) => lambda.functions.values(),
      ({ lifecycle }) => exists(lifecycle),
    ),
    logGroups: count(({ logs }) => logs.groups.values()),
    securityGroups: count(
      ({ ec2 }) => ec2.securityGroups.values(),
      ({ name }) => name !== 'default',
    ),
    roles: [...aws.iam.roles.values()].filter(({ path }) => !path.startsWith('/aws-service-role/'))
      .length,
    policies: [...aws.iam.policies.keys()].filter((arn) => !isManagedByAws(arn)).length,
  };
}

/** Returns whether callers have no resources. Network interfaces do not count, because they belong to Lambda. */
export function isCensusEmpty(census: Census): boolean {
  return Object.values(census).every((count: number) => count === 0);
}

/** AWS owns `default` and `default.…`, but not the tutorial's `default-user-disabled` (F2.2). */
function isReserved(id: string): boolean {
  return id === 'default' || id.startsWith('default.');
}
