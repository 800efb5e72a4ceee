import { arns } from '../shared/arns.js';
import type { Permission } from '../shared/permissions.js';

/** What making, invoking and deleting the function takes. */
export const functionPermissions: readonly Permission[] = [
  {
    sid: 'RoleForLambda',
    service: 'iam',
    actions: ['PassRole'],
    on: [arns.role],
    condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    isImplied: true,
  },
  {
    sid: 'Function',
    service: 'lambda',
    actions: [
      'CreateFunction',
      'GetFunction',
      'InvokeFunction',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'DeleteFunction',
    ],
    on: [arns.function],
  },
  {
    sid: 'FunctionTags',
    service: 'lambda',
    // GetFunction shows the tags only to who may list them.
    actions: ['TagResource', 'ListTags'],
    on: [arns.function],
    isImplied: true,
  },
  {
    sid: 'NetworkOfTheFunction',
    service: 'ec2',
    actions: ['GetSecurityGroupsForVpc'],
    on: [arns.anything],
    isImplied: true,
  },
];
