import { arns } from '../shared/arns.js';
import type { Permission } from '../shared/permissions.js';

/** What making, changing and deleting the policy takes. */
export const policyPermissions: readonly Permission[] = [
  {
    sid: 'Policy',
    service: 'iam',
    actions: [
      'CreatePolicy',
      'GetPolicy',
      'GetPolicyVersion',
      'ListPolicyVersions',
      'CreatePolicyVersion',
      'DeletePolicyVersion',
      'DeletePolicy',
    ],
    on: [arns.policy],
  },
  // A policy is found by its name, in whatever path: only the list tells.
  { sid: 'Policies', service: 'iam', actions: ['ListPolicies'], on: [arns.anything] },
  {
    sid: 'PolicyTags',
    service: 'iam',
    actions: ['TagPolicy'],
    on: [arns.policy],
    isImplied: true,
  },
];
