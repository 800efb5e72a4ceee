import { EntityType, PolicyScopeType, PolicyUsageType } from '@aws-sdk/client-iam';
import { type MemberRules, toRules } from '../../wire/service-model.js';

/** Pattern of names in IAM's API reference: `[\w+=,.@-]+`. */
const NAME = /^[\w+=,.@-]+$/;
const PATH = { pattern: /^(\/|\/[\x21-\x7E]+\/)$/, min: 1, max: 512 };
const ROLE_NAME = { pattern: NAME, min: 1, max: 64 };
const POLICY_NAME = { pattern: NAME, min: 1, max: 128 };
const POLICY_ARN = { min: 20, max: 2048 };
const VERSION_ID = { pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/ };
const DOCUMENT = { min: 1, max: 131_072 };
const DESCRIPTION = { max: 1000 };
const SESSION_SECONDS = { min: 3600, max: 43_200 };
const MAX_ITEMS = { min: 1, max: 1000 };

const ROLE_REQUESTS = [
  'CreateRole',
  'GetRole',
  'UpdateRole',
  'UpdateAssumeRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
  'DeleteRole',
  'TagRole',
  'UntagRole',
  'ListRoleTags',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'ListAttachedRolePolicies',
  'PutRolePolicy',
  'GetRolePolicy',
  'DeleteRolePolicy',
  'ListRolePolicies',
  'ListInstanceProfilesForRole',
];
const POLICY_REQUESTS = [
  'GetPolicy',
  'DeletePolicy',
  'CreatePolicyVersion',
  'GetPolicyVersion',
  'ListPolicyVersions',
  'DeletePolicyVersion',
  'SetDefaultPolicyVersion',
  'TagPolicy',
  'UntagPolicy',
  'ListPolicyTags',
  'ListEntitiesForPolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
];
const VERSION_REQUESTS = ['GetPolicyVersion', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'];
const LIST_REQUESTS = [
  'ListRoles',
  'ListRoleTags',
  'ListAttachedRolePolicies',
  'ListRolePolicies',
  'ListInstanceProfilesForRole',
  'ListPolicies',
  'ListPolicyVersions',
  'ListPolicyTags',
  'ListEntitiesForPolicy',
  'SimulatePrincipalPolicy',
];

/** Lengths, patterns and values of IAM's members (IAM API Reference). */
export const IAM_RULES: MemberRules = {
  ...toRules(ROLE_REQUESTS, 'RoleName', ROLE_NAME),
  ...toRules(POLICY_REQUESTS, 'PolicyArn', POLICY_ARN),
  ...toRules(VERSION_REQUESTS, 'VersionId', VERSION_ID),
  ...toRules(LIST_REQUESTS, 'MaxItems', MAX_ITEMS),
  ...toRules(['CreateRole', 'CreatePolicy'], 'Path', PATH),
  ...toRules(['CreateRole', 'UpdateRole', 'CreatePolicy'], 'Description', DESCRIPTION),
  ...toRules(['CreateRole', 'UpdateRole'], 'MaxSessionDuration', SESSION_SECONDS),
  ...toRules(
    ['CreatePolicy', 'PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy'],
    'PolicyName',
    POLICY_NAME,
  ),
  ...toRules(
    ['CreatePolicy', 'CreatePolicyVersion', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],
    'PolicyDocument',
    DOCUMENT,
  ),
  'CreateRoleRequest.AssumeRolePolicyDocument': DOCUMENT,
  'ListPoliciesRequest.Scope': { values: Object.values(PolicyScopeType) },
  ...toRules(['ListPolicies', 'ListEntitiesForPolicy'], 'PolicyUsageFilter', {
    values: Object.values(PolicyUsageType),
  }),
  'ListEntitiesForPolicyRequest.EntityFilter': { values: Object.values(EntityType) },
  'CreateServiceLinkedRoleRequest.AWSServiceName': { pattern: /^[\w+=,.@-]+$/, min: 1, max: 128 },
  'SimulatePrincipalPolicyRequest.PolicySourceArn': { min: 20, max: 2048 },
  'Tag.Key': { pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, min: 1, max: 128 },
  'Tag.Value': { pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, max: 256 },
};
