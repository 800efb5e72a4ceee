import { arns } from '../shared/arns.js';
import type { Permission } from '../shared/permissions.js';

/** What making, reading and deleting the log group takes. */
export const logGroupPermissions: readonly Permission[] = [
  {
    sid: 'Logs',
    service: 'logs',
    actions: [
      'CreateLogGroup',
      'TagResource',
      'PutRetentionPolicy',
      'ListTagsForResource',
      'FilterLogEvents',
      'DeleteLogGroup',
    ],
    on: [arns.logGroup],
  },
  { sid: 'LogGroups', service: 'logs', actions: ['DescribeLogGroups'], on: [arns.anything] },
];
