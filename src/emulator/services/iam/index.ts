import * as api from '@aws-sdk/client-iam';
import { type ServiceModel, serve } from '../../wire/service-model.js';
import {
  createPolicy,
  deletePolicy,
  getPolicy,
  listEntitiesForPolicy,
  listPolicies,
} from './policies.js';
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './policy-versions.js';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listInstanceProfilesForRole,
  listRolePolicies,
  putRolePolicy,
} from './role-policies.js';
import {
  createRole,
  createServiceLinkedRole,
  deleteRole,
  deleteRolePermissionsBoundary,
  getRole,
  listRoles,
  putRolePermissionsBoundary,
  updateAssumeRolePolicy,
  updateRole,
} from './roles.js';
import { IAM_RULES } from './rules.js';
import { getAccountSummary, simulatePrincipalPolicy } from './simulation.js';
import {
  listPolicyTags,
  listRoleTags,
  tagPolicy,
  tagRole,
  untagPolicy,
  untagRole,
} from './tags.js';

/** IAM: roles, managed and inline policies, the same in every region. */
export const iamService: ServiceModel = {
  serviceId: 'IAM',
  signingName: 'iam',
  protocol: 'awsQuery',
  version: '2010-05-08',
  xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  namespace: 'com.amazonaws.iam',
  operations: [
    serve(api.CreateRole$, createRole),
    serve(api.GetRole$, getRole),
    serve(api.ListRoles$, listRoles),
    serve(api.UpdateRole$, updateRole),
    serve(api.UpdateAssumeRolePolicy$, updateAssumeRolePolicy),
    serve(api.PutRolePermissionsBoundary$, putRolePermissionsBoundary),
    serve(api.DeleteRolePermissionsBoundary$, deleteRolePermissionsBoundary),
    serve(api.DeleteRole$, deleteRole),
    serve(api.TagRole$, tagRole),
    serve(api.UntagRole$, untagRole),
    serve(api.ListRoleTags$, listRoleTags),
    serve(api.AttachRolePolicy$, attachRolePolicy),
    serve(api.DetachRolePolicy$, detachRolePolicy),
    serve(api.ListAttachedRolePolicies$, listAttachedRolePolicies),
    serve(api.PutRolePolicy$, putRolePolicy),
    serve(api.GetRolePolicy$, getRolePolicy),
    serve(api.DeleteRolePolicy$, deleteRolePolicy),
    serve(api.ListRolePolicies$, listRolePolicies),
    serve(api.ListInstanceProfilesForRole$, listInstanceProfilesForRole),
    serve(api.CreatePolicy$, createPolicy),
    serve(api.GetPolicy$, getPolicy),
    serve(api.ListPolicies$, listPolicies),
    serve(api.DeletePolicy$, deletePolicy),
    serve(api.CreatePolicyVersion$, createPolicyVersion),
    serve(api.GetPolicyVersion$, getPolicyVersion),
    serve(api.ListPolicyVersions$, listPolicyVersions),
    serve(api.DeletePolicyVersion$, deletePolicyVersion),
    serve(api.SetDefaultPolicyVersion$, setDefaultPolicyVersion),
    serve(api.TagPolicy$, tagPolicy),
    serve(api.UntagPolicy$, untagPolicy),
    serve(api.ListPolicyTags$, listPolicyTags),
    serve(api.ListEntitiesForPolicy$, listEntitiesForPolicy),
    serve(api.CreateServiceLinkedRole$, createServiceLinkedRole),
    serve(api.SimulatePrincipalPolicy$, simulatePrincipalPolicy),
    serve(api.GetAccountSummary$, getAccountSummary),
  ],
  rules: IAM_RULES,
};
