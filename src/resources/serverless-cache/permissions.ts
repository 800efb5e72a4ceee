import { arns } from '../shared/arns.js';
import { toElastiCacheTagPermissions } from '../shared/ownership.js';
import type { Permission } from '../shared/permissions.js';

/** What making, changing and deleting the cache takes, and what ElastiCache does in the operator's name. */
export const cachePermissions: readonly Permission[] = [
  {
    sid: 'Cache',
    service: 'elasticache',
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
    // ElastiCache makes them with the operator's permissions. AWS also looks at VPC, subnets and groups.
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
