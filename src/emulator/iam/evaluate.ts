import type { Principal } from '../state/credentials.js';
import { findRole, type IamState, type Policy, type Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import { toContextKeys, toRoleCaller } from './context-keys.js';
import type { KeyValue } from './glob.js';
import { type PolicyDocument, parsePolicyDocument } from './policy-document.js';
import type { Refusal } from './refusal.js';
import { judge, type ResourceRequest } from './statements.js';

/** Whether a request is allowed, and which policy decided. */
export type Decision = Allowed | Denied;

interface Allowed {
  readonly allowed: true;
  readonly reason: string;
  readonly weighed: readonly WeighedStatement[];
}

interface Denied {
  readonly allowed: false;
  readonly reason: string;
  readonly refusal: Refusal;
  readonly weighed: readonly WeighedStatement[];
}

/** A statement that was read for a decision, and whether it applies to the request. */
export interface WeighedStatement {
  readonly policy: string;
  /** Its `Sid`, or its number from 1. */
  readonly statement: string;
  readonly effect: 'Allow' | 'Deny';
  readonly resource: string;
  readonly applies: boolean;
  /** Why it does not apply. */
  readonly because?: string | undefined;
}

/** The principal whose policies decide. */
export interface PolicyOwner {
  readonly aws: AwsState;
  readonly principal: Principal;
  /** Milliseconds since the epoch. A new attachment takes effect only at its `seenAtMs` (F4.7). */
  readonly nowMs: number;
  /** Further condition keys, such as `aws:SourceVpc`. */
  readonly keys?: Readonly<Record<string, KeyValue>>;
}

/** The question whether an action is allowed on all of these resources. */
export interface AccessQuestion {
  /** For example `elasticache:Connect`. */
  readonly action: string;
  /** ARNs; empty for actions without resources. */
  readonly resources: readonly string[];
}

/** A policy of the role that is in effect. */
interface RolePolicy {
  readonly name: string;
  /** Undefined when the document is not a policy. */
  readonly document: PolicyDocument | undefined;
}

/**
 * Decides by the role's attached and inline policies, as IAM does: access needs an Allow, and a Deny
 * overrides every Allow (IAM User Guide, "Policy evaluation logic").
 */
export function decide(request: PolicyOwner & AccessQuestion): Decision {
  return createDecider(request)(request);
}

/** Creates a function that decides many questions and reads the principal's policies only once. */
export function createDecider(owner: PolicyOwner): (question: AccessQuestion) => Decision {
  const { aws, principal, nowMs } = owner;
  if (principal.kind === 'administrator') {
    const reason = 'The caller is the administrator of the account.';
    return () => ({ allowed: true, reason, weighed: [] });
  }
  const role = findRole(aws.iam, principal.roleName);
  if (role?.id !== principal.roleId) {
    const reason = `Role ${principal.roleName} of this session does not exist any more.`;
    const refusal = { policyType: 'identity-based policy', isExplicit: false } as const;
    return () => ({ allowed: false, reason, refusal, weighed: [] });
  }
  const { policies, unseen } = findPolicies(aws.iam, role, nowMs);
  const boundary = findBoundary(aws.iam, role);
  const caller = toRoleCaller(role, principal);
  return ({ action, resources }) => {
    let allowedBy = '';
    const weighed: WeighedStatement[] = [];
    for (const resource of resources.length > 0 ? resources : ['*']) {
      const given = owner.keys ?? {};
      const keys = toContextKeys({ aws, caller, resource, nowMs, keys: given });
      const decision = decideOnResource(policies, { action, resource, keys });
      weighed.push(...decision.weighed);
      if (!decision.allowed) return refuse(role, { ...decision, weighed }, unseen);
      const limit = boundary && decideOnResource([boundary], { action, resource, keys });
      weighed.push(...(limit?.weighed ?? []));
      if (limit && !limit.allowed) {
        return {
          allowed: false,
          reason: `Role ${role.name}: no permissions boundary allows ${action} on ${resource}: ${limit.reason}`,
          refusal: { ...limit.refusal, policyType: 'permissions boundary' },
          weighed,
        };
      }
      allowedBy = decision.reason;
    }
    return { allowed: true, reason: allowedBy, weighed };
  };
}

/** Adds the policies that are not in effect yet, because they may be the cause of the refusal. */
function refuse(role: Role, decision: Denied, unseen: readonly string[]): Denied {
  const waiting = unseen.map((name) => ` Policy ${name} is attached but not in effect yet.`);
  return { ...decision, reason: `Role ${role.name}: ${decision.reason}${waiting.join('')}` };
}

function findPolicies(
  iam: IamState,
  role: Role,
  nowMs: number,
): { policies: RolePolicy[]; unseen: string[] } {
  const policies: RolePolicy[] = [];
  const unseen: string[] = [];
  for (const [arn, seenAtMs] of role.attachedPolicies) {
    const policy = iam.policies.get(arn);
    if (!policy) continue;
    if (seenAtMs > nowMs) {
      unseen.push(policy.name);
      continue;
    }
    policies.push({ name: policy.name, document: readDefault(policy) });
  }
  for (const [name, json] of role.inlinePolicies) {
    policies.push({ name, document: parsePolicyDocument(json) });
  }
  return { policies, unseen };
}

/** Finds the policy that limits the role's own policies (IAM User Guide, "Permissions boundaries"). */
function findBoundary(iam: IamState, { permissionsBoundary }: Role): RolePolicy | undefined {
  if (permissionsBoundary === undefined) return undefined;
  const policy = iam.policies.get(permissionsBoundary);
  return { name: policy?.name ?? permissionsBoundary, document: policy && readDefault(policy) };
}

function readDefault({ versions, defaultVersionId }: Policy): PolicyDocument | undefined {
  return parsePolicyDocument(versions.find(({ id }) => id === defaultVersionId)?.document ?? '');
}

function decideOnResource(policies: readonly RolePolicy[], request: ResourceRequest): Decision {
  const { action, resource } = request;
  let allowedBy: string | undefined;
  const misses: string[] = [];
  const weighed: WeighedStatement[] = [];
  const refuseBy = (reason: string, isExplicit: boolean): Denied => ({
    ...{ allowed: false, reason, weighed },
    refusal: { policyType: 'identity-based policy', isExplicit },
  });
  for (const { name, document } of policies) {
    if (!document) return refuseBy(`policy ${name} cannot be read.`, false);
    for (const [index, statement] of document.statements.entries()) {
      const number = statement.sid ?? String(index + 1);
      const place = `${name} (statement ${number})`;
      const verdict = judge(statement, request);
      const because = verdict.applies ? undefined : verdict.because;
      const { effect } = statement;
      const { applies } = verdict;
      weighed.push({ policy: name, statement: number, effect, resource, applies, because });
      if (!verdict.applies) {
        if (statement.effect === 'Allow') misses.push(`${place} ${verdict.because}`);
        continue;
      }
      if (statement.effect === 'Deny') {
        return refuseBy(`policy ${place} denies ${action} on ${resource}.`, true);
      }
      allowedBy ??= place;
    }
  }
  if (allowedBy) {
    const reason = `Policy ${allowedBy} allows ${action} on ${resource}.`;
    return { allowed: true, reason, weighed };
  }
  const details = misses.length > 0 ? `: ${misses.join('; ')}.` : '.';
  return refuseBy(`no policy allows ${action} on ${resource}${details}`, false);
}
