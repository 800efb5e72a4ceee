import { findRole } from '../../aws/iam-reads.js';
import { arns } from '../shared/arns.js';
import type { Check } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import { toElastiCacheTagPermissions } from '../shared/ownership.js';
import type { Permission } from '../shared/permissions.js';

/** The permissions to create, change and delete the cache, and those that ElastiCache uses on the operator's behalf. */
export const cachePermissions: readonly Permission[] = [
  {
    sid: 'Cache',
    service: 'elasticache',
    // These calls name a group, so AWS checks the actions on the group, too (F10.2).
    actions: ['CreateServerlessCache', 'ModifyServerlessCache'],
    on: [arns.cache, arns.userGroup],
  },
  {
    sid: 'CacheAlone',
    service: 'elasticache',
    actions: ['DeleteServerlessCache', 'DescribeServerlessCaches'],
    on: [arns.cache],
  },
  ...toElastiCacheTagPermissions(arns.cache),
  {
    sid: 'FirstCacheOfTheAccount',
    service: 'iam',
    actions: ['CreateServiceLinkedRole'],
    on: [arns.elastiCacheServiceRole],
    condition: { StringEquals: { 'iam:AWSServiceName': 'elasticache.amazonaws.com' } },
    isImplied: true,
  },
  {
    sid: 'EndpointsOfTheCache',
    service: 'ec2',
    // ElastiCache creates endpoints on behalf of the operator (F10.1). AWS also checks the VPC, subnets and groups.
    actions: ['CreateVpcEndpoint'],
    on: [arns.anything],
    isImplied: true,
  },
  {
    sid: 'EndpointsOfTheCacheTags',
    service: 'ec2',
    actions: ['CreateTags'],
    on: [arns.vpcEndpoint],
    condition: {
      StringEquals: {
        'ec2:CreateAction': 'CreateVpcEndpoint',
        'aws:RequestTag/AmazonElastiCacheManaged': 'true',
      },
    },
    isImplied: true,
  },
];

const ROLE = 'AWSServiceRoleForElastiCache';

/** Checks ElastiCache's service-linked role. AWS creates it with the first cache of an account, if the caller may (F7.7). */
export const serviceLinkedRole: Check<ReadContext> = {
  name: 'service-linked-role',
  async run({ aws }) {
    if (await findRole(aws, ROLE)) return { state: 'ok', message: `${ROLE} exists.` };
    return {
      state: 'warning',
      message: `${ROLE} does not exist yet; AWS creates it with the account's first cache.`,
      remedy:
        'If `up` fails because of it: `aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com`.',
    };
  },
};
