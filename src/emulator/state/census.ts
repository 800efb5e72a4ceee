import type { Clock } from './clock.js';
import { settle } from './lifecycle.js';
import { isManagedByAws } from './managed-policies.js';
import type { AwsState } from './state.js';

/** How many of each kind callers have made, in all regions. */
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

/** Counts what callers made and is not gone yet; what every account has of AWS does not count. */
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

/** Whether nothing is left that a caller made. Network interfaces are Lambda's: they do not count. */
export function isCensusEmpty(census: Census): boolean {
  return Object.values(census).every((count: number) => count === 0);
}

/** `default`, and AWS's own `default.…`; the tutorial's `default-user-disabled` is a caller's (F2.2). */
function isReserved(id: string): boolean {
  return id === 'default' || id.startsWith('default.');
}
