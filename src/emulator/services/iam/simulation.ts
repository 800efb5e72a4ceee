import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as api from '@aws-sdk/client-iam';
import { createDecider, type Decision } from '../../iam/evaluate.js';
import { isDeniedByOrganization } from '../../iam/service-control-policy.js';
import type { Principal } from '../../state/credentials.js';
import { toCallerArn } from '../../state/credentials.js';
import { findRoleByArn } from '../../state/iam.js';
import { isManagedByAws } from '../../state/managed-policies.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { toSlice } from '../page.js';

/** Members that the emulator does not evaluate. It refuses them instead of ignoring them. */
const UNSERVED = [
  'PolicyInputList',
  'PermissionsBoundaryPolicyInputList',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ResourceHandlingOption',
] as const;

/** IAM API Reference, SimulatePrincipalPolicy. */
const DEFAULT_PAGE = 100;
/** While it evaluates a page, other calls wait at most this long. */
const MAX_BLOCKED_MS = 10;

/**
 * Evaluates each action on each resource by the policies of a role or of the administrator. Only evaluates the
 * results of the requested page.
 */
export async function simulatePrincipalPolicy(
  input: api.SimulatePrincipalPolicyRequest,
  context: OperationContext,
): Promise<api.SimulatePolicyResponse> {
  const unserved = UNSERVED.find((member) => input[member] !== undefined);
  if (unserved) throw fault('InvalidInputException', `${unserved} is not served here.`);
  const principal = requirePrincipal(input.PolicySourceArn ?? '', context);
  const { ActionNames = [], ResourceArns = ['*'], MaxItems = DEFAULT_PAGE } = input;
  const keys = Object.fromEntries(
    (input.ContextEntries ?? []).map(({ ContextKeyName = '', ContextKeyValues = [] }) => {
      const [first = '', ...others] = ContextKeyValues;
      return [ContextKeyName, others.length > 0 ? ContextKeyValues : first];
    }),
  );
  const { aws, account, region, serviceControlPolicy } = context;
  const caller = { aws, principal, keys, nowMs: context.clock.now() };
  const decide = createDecider(caller);
  const evaluate = (action: string, resource: string) => {
    const request = { ...caller, account, region, action, resource };
    const isDenied = isDeniedByOrganization(serviceControlPolicy, request);
    return toResult({
      action,
      resource,
      isDenied,
      decision: decide({ action, resources: [resource] }),
    });
  };
  const { start, end, next } = toSlice({
    total: ActionNames.length * ResourceArns.length,
    max: MaxItems,
    marker: input.Marker,
    invalidMarker: () => fault('ValidationError', `Invalid Marker: ${input.Marker}`),
  });
  const results: api.EvaluationResult[] = [];
  let turnStartedAt = performance.now();
  for (let position = start; position < end; position++) {
    const action = ActionNames[Math.floor(position / ResourceArns.length)] ?? '';
    const resource = ResourceArns[position % ResourceArns.length] ?? '';
    results.push(evaluate(action, resource));
    if (performance.now() - turnStartedAt < MAX_BLOCKED_MS) continue;
    await nextTurn();
    turnStartedAt = performance.now();
  }
  if (next === undefined) return { EvaluationResults: results, IsTruncated: false };
  return { EvaluationResults: results, IsTruncated: true, Marker: next };
}

/** The organization's policies are part of the simulation (F7.9). */
function toResult(evaluated: {
  readonly action: string;
  readonly resource: string;
  readonly isDenied: boolean;
  readonly decision: Decision;
}): api.EvaluationResult {
  const { action, resource, isDenied, decision } = evaluated;
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: isDenied ? 'explicitDeny' : toEvaluation(decision),
    MatchedStatements: [],
    MissingContextValues: [],
    ...(isDenied && { OrganizationsDecisionDetail: { AllowedByOrganizations: false } }),
  };
}

function toEvaluation(decision: Decision): api.PolicyEvaluationDecisionType {
  if (decision.allowed) return 'allowed';
  return decision.refusal.isExplicit ? 'explicitDeny' : 'implicitDeny';
}

function requirePrincipal(arn: string, context: OperationContext): Principal {
  const administrator = { kind: 'administrator' } as const;
  if (arn === toCallerArn(administrator, context)) return administrator;
  const role = findRoleByArn(context.aws.iam, arn);
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

/** Returns the number of roles and policies, and AWS's default quotas (IAM User Guide, "IAM quotas"). */
export function getAccountSummary(
  _input: object,
  { aws }: OperationContext,
): api.GetAccountSummaryResponse {
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
