import { findRole } from '../../aws/iam-reads.js';
import { arns } from '../shared/arns.js';
import type { Check } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import {
  byName,
  changing,
  creating,
  inVpc,
  listing,
  setsLabTag,
} from '../shared/lab-permissions.js';
import type { Permission } from '../shared/permissions.js';

/** The permissions to create, change and delete the cache, and those that ElastiCache uses on the operator's behalf. */
export const cachePermissions: readonly Permission[] = [
  // These two calls name a group, so AWS checks the actions on the group, too (F10.2).
  inVpc(creating('elasticache', ['CreateServerlessCache'], [arns.cache, arns.userGroup])),
  {
    sid: 'CreateCache',
    service: 'elasticache',
    actions: ['CreateServerlessCache'],
    on: [arns.cache, arns.userGroup, arns.readyMadeGroup],
    // The operator of a public lab may create no cache in a VPC (F11.9). docs/PUBLIC.md has the opposite limit.
    condition: (scope) => ({
      ...setsLabTag(scope),
      StringEquals: { 'elasticache:ConnectionType': 'public' },
    }),
    isNeeded: ({ topology }) => topology === 'public',
  },
  changing('elasticache', ['ModifyServerlessCache'], [arns.cache, arns.userGroup]),
  creating('elasticache', ['AddTagsToResource'], [arns.cache]),
  changing('elasticache', ['DeleteServerlessCache', 'AddTagsToResource'], [arns.cache]),
  byName('elasticache', ['DescribeServerlessCaches', 'ListTagsForResource'], [arns.cache]),
  {
    sid: 'ServiceLinkedRole',
    service: 'iam',
    actions: ['CreateServiceLinkedRole'],
    on: [arns.elastiCacheServiceRole],
    condition: () => ({ StringEquals: { 'iam:AWSServiceName': 'elasticache.amazonaws.com' } }),
    isImplied: true,
  },
  // ElastiCache creates endpoints on behalf of the operator (F10.1). The service's name belongs to the endpoint only (F10.8).
  inVpc({
    sid: 'Endpoints',
    service: 'ec2',
    actions: ['CreateVpcEndpoint'],
    on: [arns.vpcEndpoint],
    condition: () => ({
      StringLike: { 'ec2:VpceServiceName': 'com.amazonaws.elasticache.serverless.*' },
    }),
    isImplied: true,
  }),
  inVpc({
    sid: 'EndpointNetwork',
    service: 'ec2',
    actions: ['CreateVpcEndpoint'],
    on: [arns.vpc, arns.subnet, arns.securityGroup],
    isImplied: true,
  }),
  inVpc({
    sid: 'EndpointTags',
    service: 'ec2',
    actions: ['CreateTags'],
    on: [arns.vpcEndpoint],
    condition: () => ({
      StringEquals: {
        'ec2:CreateAction': 'CreateVpcEndpoint',
        'aws:RequestTag/AmazonElastiCacheManaged': 'true',
      },
    }),
    isImplied: true,
  }),
  // AWS names these for a cache's creation, change and deletion (F10.9).
  inVpc({ ...listing('ec2', ['DescribeTags', 'DescribeVpcEndpoints']), isImplied: true }),
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
