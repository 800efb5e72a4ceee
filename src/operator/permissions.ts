import { type PermissionResource, type PermissionScope, toArns } from './resource-arns.js';

/** Some actions that are allowed on the same resources under the same condition. */
export interface Permission {
  /** The statement's id in the policy. */
  readonly sid: string;
  readonly service: string;
  readonly actions: readonly string[];
  readonly on: readonly PermissionResource[];
  readonly condition?: { readonly [operator: string]: { readonly [key: string]: string } };
  /** AWS asks for them inside another call (tags at create, PassRole): no call has their name. */
  readonly isImplied?: true;
}

/**
 * All that an operator of one lab needs: `up` and the steps, `invoke`, `status`, `logs`, `down`.
 * Resources by the Service Authorization Reference; what ElastiCache does in the operator's name by
 * AmazonElastiCacheFullAccess (AWS-FACTS section 11).
 */
export const LAB_PERMISSIONS: readonly Permission[] = [
  {
    sid: 'Cache',
    service: 'elasticache',
    actions: ['CreateServerlessCache', 'ModifyServerlessCache'],
    on: ['cache', 'userGroup'],
  },
  {
    sid: 'CacheAlone',
    service: 'elasticache',
    actions: ['DeleteServerlessCache', 'DescribeServerlessCaches'],
    on: ['cache'],
  },
  {
    sid: 'Users',
    service: 'elasticache',
    actions: ['CreateUser', 'ModifyUser', 'DeleteUser', 'DescribeUsers'],
    on: ['iamUser', 'defaultUser'],
  },
  {
    sid: 'UserGroup',
    service: 'elasticache',
    actions: ['CreateUserGroup', 'ModifyUserGroup'],
    on: ['userGroup', 'iamUser', 'defaultUser'],
  },
  {
    sid: 'UserGroupAlone',
    service: 'elasticache',
    actions: ['DeleteUserGroup', 'DescribeUserGroups'],
    on: ['userGroup'],
  },
  {
    sid: 'CacheTags',
    service: 'elasticache',
    actions: ['ListTagsForResource'],
    on: ['cache', 'userGroup', 'iamUser', 'defaultUser'],
  },
  {
    sid: 'CacheTagsAtCreate',
    service: 'elasticache',
    actions: ['AddTagsToResource'],
    on: ['cache', 'userGroup', 'iamUser', 'defaultUser'],
    isImplied: true,
  },
  {
    sid: 'Role',
    service: 'iam',
    actions: [
      'CreateRole',
      'GetRole',
      'UpdateAssumeRolePolicy',
      'DeleteRole',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'ListAttachedRolePolicies',
      'ListRolePolicies',
      'DeleteRolePolicy',
    ],
    on: ['role'],
  },
  { sid: 'RoleTags', service: 'iam', actions: ['TagRole'], on: ['role'], isImplied: true },
  {
    sid: 'RoleForLambda',
    service: 'iam',
    actions: ['PassRole'],
    on: ['role'],
    condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    isImplied: true,
  },
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
    on: ['policy'],
  },
  // A policy is found by its name, in whatever path: only the list tells.
  { sid: 'Policies', service: 'iam', actions: ['ListPolicies'], on: ['anything'] },
  { sid: 'PolicyTags', service: 'iam', actions: ['TagPolicy'], on: ['policy'], isImplied: true },
  {
    sid: 'FirstCacheOfTheAccount',
    service: 'iam',
    actions: ['CreateServiceLinkedRole'],
    on: ['serviceLinkedRole'],
    condition: { StringEquals: { 'iam:AWSServiceName': 'elasticache.amazonaws.com' } },
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
    on: ['function'],
  },
  {
    sid: 'FunctionTags',
    service: 'lambda',
    // GetFunction shows the tags only to who may list them.
    actions: ['TagResource', 'ListTags'],
    on: ['function'],
    isImplied: true,
  },
  { sid: 'OtherFunctions', service: 'lambda', actions: ['ListFunctions'], on: ['anything'] },
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
    on: ['logGroup'],
  },
  { sid: 'LogGroups', service: 'logs', actions: ['DescribeLogGroups'], on: ['anything'] },
  {
    sid: 'Network',
    service: 'ec2',
    actions: [
      'DescribeVpcs',
      'DescribeSubnets',
      'DescribeSecurityGroups',
      'DescribeNetworkInterfaces',
    ],
    on: ['anything'],
  },
  {
    sid: 'NetworkOfTheFunction',
    service: 'ec2',
    actions: ['GetSecurityGroupsForVpc'],
    on: ['anything'],
    isImplied: true,
  },
  {
    sid: 'EndpointsOfTheCache',
    service: 'ec2',
    // ElastiCache makes them, with the operator's permissions; beside the endpoint AWS looks at VPC, subnets and groups.
    actions: ['CreateVpcEndpoint'],
    on: ['anything'],
    isImplied: true,
  },
  {
    sid: 'EndpointsOfTheCacheTags',
    service: 'ec2',
    actions: ['CreateTags'],
    on: ['vpcEndpoint'],
    condition: {
      StringEquals: {
        'ec2:CreateAction': 'CreateVpcEndpoint',
        'aws:RequestTag/AmazonElastiCacheManaged': 'true',
      },
    },
    isImplied: true,
  },
];

/** The least IAM policy for an operator of the lab. */
export function toOperatorPolicy(scope: PermissionScope): object {
  return {
    Version: '2012-10-17',
    Statement: LAB_PERMISSIONS.map(({ sid, service, actions, on, condition }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions.map((action) => `${service}:${action}`),
      Resource: on.flatMap((resource) => toArns(resource, scope)),
      ...(condition && { Condition: condition }),
    })),
  };
}
