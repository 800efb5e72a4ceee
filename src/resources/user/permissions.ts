import { toElastiCacheTagPermissions } from '../shared/ownership.js';
import type { Permission, ToArns } from '../shared/permissions.js';

/** What making, changing and deleting a user takes. */
export function toUserPermissions(on: ToArns): Permission[] {
  const actions = ['CreateUser', 'ModifyUser', 'DeleteUser', 'DescribeUsers'];
  return [
    { sid: 'Users', service: 'elasticache', actions, on: [on] },
    ...toElastiCacheTagPermissions(on),
  ];
}
