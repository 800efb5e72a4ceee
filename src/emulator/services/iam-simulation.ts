import type {
  EvaluationResult,
  GetAccountSummaryResponse,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { toCallerArn } from '../access.js';
import { decide } from '../iam/evaluate.js';
import { isManagedByAws } from '../iam/managed-policies.js';
import { findRoleByArn } from '../iam/roles.js';
import type { OperationContext } from '../operation.js';
import type { Principal } from '../state/credentials.js';
import { fault } from '../wire/fault.js';
import { toIamPage } from './iam-page.js';

/** What a caller may say beside the principal, and is not played: refused, not passed over. */
const UNSERVED = [
  'PolicyInputList',
  'PermissionsBoundaryPolicyInputList',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ResourceHandlingOption',
] as const;

/** One result for each action and resource, by the policies of a role or of the administrator. */
export function simulatePrincipalPolicy(
  input: SimulatePrincipalPolicyRequest,
  context: OperationContext,
): SimulatePolicyResponse {
  const unserved = UNSERVED.find((member) => input[member] !== undefined);
  if (unserved) throw fault('InvalidInputException', `${unserved} is not served here.`);
  const principal = requirePrincipal(input.PolicySourceArn ?? '', context);
  const { ActionNames = [], ResourceArns = ['*'] } = input;
  const keys = Object.fromEntries(
    (input.ContextEntries ?? []).map(({ ContextKeyName = '', ContextKeyValues = [] }) => {
      return [ContextKeyName, ContextKeyValues[0] ?? ''];
    }),
  );
  const results = ActionNames.flatMap((action) =>
    ResourceArns.map((resource): EvaluationResult => {
      const { allowed, reason } = decide({
        ...{ aws: context.aws, principal, action, keys },
        resources: [resource],
        nowMs: context.clock.now(),
      });
      const refusal = / denies /.test(reason) ? 'explicitDeny' : 'implicitDeny';
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: allowed ? 'allowed' : refusal,
        MatchedStatements: [],
        MissingContextValues: [],
      };
    }),
  );
  const { items, rest } = toIamPage(
    results,
    input,
    ({ EvalActionName, EvalResourceName }) => `${EvalActionName} ${EvalResourceName}`,
  );
  return { EvaluationResults: [...items], ...rest };
}

function requirePrincipal(arn: string, { account, aws }: OperationContext): Principal {
  const administrator = { kind: 'administrator' } as const;
  if (arn === toCallerArn(administrator, account.id)) return administrator;
  const role = findRoleByArn(aws.iam, arn);
  if (role) {
    return { kind: 'role', roleName: role.name, roleId: role.id, sessionName: 'simulation' };
  }
  if (/^arn:[\w-]+:iam::\d{12}:(user|role|group)\//.test(arn)) {
    throw fault('NoSuchEntityException', `Entity ${arn} cannot be found.`);
  }
  throw fault(
    'InvalidInputException',
    `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
  );
}

/** What the account has of roles and policies, and AWS's default quotas (IAM User Guide, "IAM quotas"). */
export function getAccountSummary(
  _input: object,
  { aws }: OperationContext,
): GetAccountSummaryResponse {
  const own = [...aws.iam.policies.values()].filter(({ arn }) => !isManagedByAws(arn));
  return {
    SummaryMap: {
      Roles: aws.iam.roles.size,
      RolesQuota: 1000,
      Policies: own.length,
      PoliciesQuota: 1500,
      PolicySizeQuota: 6144,
      PolicyVersionsInUse: own.reduce((sum, { versions }) => sum + versions.length, 0),
      PolicyVersionsInUseQuota: 10_000,
      VersionsPerPolicyQuota: 5,
      AttachedPoliciesPerRoleQuota: 10,
      AssumeRolePolicySizeQuota: 2048,
    },
  };
}
