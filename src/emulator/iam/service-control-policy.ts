import type { Account } from '../state/account.js';
import { type Principal, toCallerArn } from '../state/credentials.js';
import { findRole } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import { type Caller, toContextKeys, toRoleCaller } from './context-keys.js';
import type { KeyValue } from './glob.js';
import { parsePolicyDocument } from './policy-document.js';
import { judge } from './statements.js';

interface OrganizationRequest {
  readonly aws: AwsState;
  readonly account: Account;
  readonly region: string;
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/**
 * Whether an organization's policy (JSON) denies a request. It limits administrators, too. Only its Deny statements count: AWS
 * attaches a policy that allows everything beside it (AWS Organizations User Guide, "SCP evaluation").
 */
export function isDeniedByOrganization(
  policy: string | undefined,
  request: OrganizationRequest,
): boolean {
  const statements = policy === undefined ? [] : parsePolicyDocument(policy)?.statements;
  const denials = statements?.filter(({ effect }) => effect === 'Deny') ?? [];
  if (denials.length === 0) return false;
  const { action, resource } = request;
  const keys = toContextKeys({ ...request, caller: toCaller(request) });
  return denials.some((statement) => judge(statement, { action, resource, keys }).applies);
}

function toCaller({ aws, principal, account, region }: OrganizationRequest): Caller {
  const role = principal.kind === 'role' && findRole(aws.iam, principal.roleName);
  if (role) return toRoleCaller(role, principal);
  const arn = toCallerArn(principal, { account, region });
  return { arn, type: 'User', userId: arn, tags: new Map() };
}
