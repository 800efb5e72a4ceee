import { decide } from '../../iam/evaluate.js';
import { toRefusalText } from '../../iam/refusal.js';
import { trustsService } from '../../iam/trust-policy.js';
import { toCallerArn } from '../../state/credentials.js';
import type { Role } from '../../state/iam.js';
import { findRoleByArn } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalid } from './names.js';

const NOT_ASSUMABLE = 'The role defined for the function cannot be assumed by Lambda.';

/** Lambda's calls to EC2 with the execution role of a function in a VPC (AWS: configuration-vpc). */
const NETWORK_ACTIONS = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DeleteNetworkInterface',
] as const;

/**
 * Returns the execution role of a function. AWS has one message for a role that does not exist, is too new
 * (F6.3) or does not trust Lambda.
 */
export function requireExecutionRole(roleArn: string, context: OperationContext): Role {
  const { account, aws, clock } = context;
  if (roleArn.split(':')[4] !== account.id) {
    throw fault('AccessDeniedException', 'Cross-account pass role is not allowed.', {
      status: 403,
    });
  }
  const role = findRoleByArn(aws.iam, roleArn);
  if (role) refuseNewRole(role, context);
  if (!role || role.assumableAtMs > clock.now() || !trustsService(role, 'lambda.amazonaws.com')) {
    throw invalid(NOT_ASSUMABLE);
  }
  return role;
}

/** Refuses a role for a while after its creation, in one of AWS's ways (F6.3). */
function refuseNewRole({ createdAtMs }: Role, { aws, clock, pace }: OperationContext): void {
  if (clock.now() - createdAtMs >= pace.lagMs) return;
  if (aws.assumes('new-roles', 'refused')) throw invalid(NOT_ASSUMABLE);
  if (aws.assumes('new-roles', 'without-permissions')) throw lacksPermission(NETWORK_ACTIONS[0]);
  if (aws.assumes('new-roles', 'throttled-by-ec2')) {
    throw invalid(
      'Your request has been throttled by EC2, please make sure you have enough API rate limit. EC2 Error Code: RequestLimitExceeded',
    );
  }
}

function lacksPermission(action: string): Error {
  return invalid(`The provided execution role does not have permissions to call ${action} on EC2`);
}

/**
 * Checks that the caller may pass the role to Lambda, before the role itself is checked (IAM User Guide, "Grant
 * a user permissions to pass a role to an AWS service"). Throws AccessDeniedException.
 */
export function requirePassRole(roleArn: string, context: OperationContext): void {
  const { aws, caller, clock } = context;
  const action = 'iam:PassRole';
  const decision = decide({
    aws,
    principal: caller.principal,
    action,
    resources: [roleArn],
    nowMs: clock.now(),
    keys: { 'iam:PassedToService': 'lambda.amazonaws.com' },
  });
  if (decision.allowed) return;
  const user = toCallerArn(caller.principal, context);
  const { refusal } = decision;
  const text = toRefusalText({ user, action, resource: roleArn, refusal });
  throw fault('AccessDeniedException', text, { status: 403 });
}

/**
 * Checks that the role can create the network interfaces of a function. Throws
 * `InvalidParameterValueException`.
 */
export function requireNetworkPermissions(
  role: Role,
  functionName: string,
  { aws, clock }: OperationContext,
): void {
  for (const action of NETWORK_ACTIONS) {
    const { allowed } = decide({
      aws,
      principal: {
        kind: 'role',
        roleName: role.name,
        roleId: role.id,
        sessionName: functionName,
      },
      action: `ec2:${action}`,
      resources: ['*'],
      nowMs: clock.now(),
    });
    if (allowed) continue;
    throw lacksPermission(action);
  }
}
