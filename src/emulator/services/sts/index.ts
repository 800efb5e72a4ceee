import {
  AssumeRole$,
  type AssumeRoleRequest,
  type AssumeRoleResponse,
  GetCallerIdentity$,
  type GetCallerIdentityRequest,
  type GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { parsePolicyDocument } from '../../iam/policy-document.js';
import { openRoleSession, toCallerArn } from '../../state/credentials.js';
import { findRoleByArn, type Role } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type MemberRules, type ServiceModel, serve } from '../../wire/service-model.js';

/** The administrator's id in GetCallerIdentity. AWS's ids have the same form. */
const ADMINISTRATOR_ID = 'AIDAVALKEYLABADMIN001';
const DEFAULT_DURATION_SECONDS = 3600;

/** AWS STS API Reference, AssumeRole. */
const RULES: MemberRules = {
  'AssumeRoleRequest.RoleArn': { min: 20, max: 2048 },
  'AssumeRoleRequest.RoleSessionName': { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  'AssumeRoleRequest.DurationSeconds': { min: 900, max: 43_200 },
};

/** STS: the caller's identity, and role sessions. */
export const stsService: ServiceModel = {
  serviceId: 'STS',
  signingName: 'sts',
  protocol: 'awsQuery',
  version: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  namespace: 'com.amazonaws.sts',
  rules: RULES,
  operations: [serve(GetCallerIdentity$, getCallerIdentity), serve(AssumeRole$, assumeRole)],
};

/** Returns the account and the caller's ARN: a user for the administrator, a session for a role. */
function getCallerIdentity(
  _input: GetCallerIdentityRequest,
  context: OperationContext,
): GetCallerIdentityResponse {
  const { account, caller } = context;
  const { principal } = caller;
  const UserId =
    principal.kind === 'administrator'
      ? ADMINISTRATOR_ID
      : `${principal.roleId}:${principal.sessionName}`;
  return { UserId, Account: account.id, Arn: toCallerArn(principal, context) };
}

/** Creates temporary credentials of a role whose trust policy names the caller or its account. */
function assumeRole(input: AssumeRoleRequest, context: OperationContext): AssumeRoleResponse {
  const { RoleArn = '', RoleSessionName: sessionName = '' } = input;
  const { aws, caller, clock } = context;
  // To ignore session policies would grant more than AWS grants.
  if (input.Policy !== undefined || input.PolicyArns?.length) {
    throw fault('ValidationError', 'Session policies are not served here.');
  }
  const role = findRoleByArn(aws.iam, RoleArn);
  if (!role || !trustsCaller(role, context)) {
    const arn = toCallerArn(caller.principal, context);
    const message = `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
    throw fault('AccessDenied', message, { status: 403 });
  }
  const seconds = input.DurationSeconds ?? DEFAULT_DURATION_SECONDS;
  if (seconds > role.maxSessionSeconds) {
    const message =
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    throw fault('ValidationError', message);
  }
  const nowMs = clock.now();
  const expiresAtMs = nowMs + seconds * 1000;
  const session = openRoleSession(aws, { role, sessionName, expiresAtMs, nowMs });
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(expiresAtMs),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: toCallerArn(session.principal, context),
    },
    PackedPolicySize: 0,
  };
}

/**
 * Does not evaluate the conditions of trust policies: a statement with conditions never allows, and always
 * denies.
 */
function trustsCaller(role: Role, context: OperationContext): boolean {
  const { account, region, caller, aws } = context;
  const { principal } = caller;
  const root = account.arn('iam', region, 'root');
  const own = [account.id, root, toCallerArn(principal, context)];
  if (principal.kind === 'role') {
    own.push(aws.iam.roles.get(principal.roleName.toLowerCase())?.arn ?? '');
  }
  const applying = (parsePolicyDocument(role.trustPolicy)?.statements ?? []).filter((statement) => {
    const { AWS = [], '*': everybody = [] } = statement.principals ?? {};
    const isAssume = statement.actions?.some((action) =>
      ['sts:assumerole', 'sts:*', '*'].includes(action.toLowerCase()),
    );
    const hasConditions = Object.keys(statement.conditions).length > 0;
    if (hasConditions && statement.effect === 'Allow') return false;
    return (
      isAssume === true && [...AWS, ...everybody].some((name) => name === '*' || own.includes(name))
    );
  });
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}
