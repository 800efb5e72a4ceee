import { arns } from '../shared/arns.js';
import { toElastiCacheTagPermissions } from '../shared/ownership.js';
import type { Permission } from '../shared/permissions.js';

/** What making, changing and deleting the user group takes. */
export const userGroupPermissions: readonly Permission[] = [
  {
    sid: 'UserGroup',
    service: 'elasticache',
    actions: ['CreateUserGroup', 'ModifyUserGroup'],
    on: [arns.userGroup, arns.iamUser, arns.defaultUser],
  },
  {
    sid: 'UserGroupAlone',
    service: 'elasticache',
    actions: ['DeleteUserGroup', 'DescribeUserGroups'],
    on: [arns.userGroup],
  },
  ...toElastiCacheTagPermissions(arns.userGroup),
];
