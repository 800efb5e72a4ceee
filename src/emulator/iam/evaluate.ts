import type { Principal } from '../state/credentials.js';
import { findRole, type IamState, type Policy, type Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import { toContextKeys, toRoleCaller } from './context-keys.js';
import type { KeyValue } from './glob.js';
import { type PolicyDocument, parsePolicyDocument } from './policy-document.js';
import type { Refusal } from './refusal.js';
import { judge, type ResourceRequest } from './statements.js';

/** Whether a request is allowed, and which policy decided. */
export type Decision = { readonly allowed: true; readonly reason: string } | Denied;

interface Denied {
  readonly allowed: false;
  readonly reason: string;
  readonly refusal: Refusal;
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
    return () => ({ allowed: true, reason: 'The caller is the administrator of the account.' });
  }
  const role = findRole(aws.iam, principal.roleName);
  if (role?.id !== principal.roleId) {
    const reason = `Role ${principal.roleName} of this session does not exist any more.`;
    const refusal = { policyType: 'identity-based policy', isExplicit: false } as const;
    return () => ({ allowed: false, reason, refusal });
  }
  const { policies, unseen } = findPolicies(aws.iam, role, nowMs);
  const boundary = findBoundary(aws.iam, role);
  const caller = toRoleCaller(role, principal);
  return ({ action, resources }) => {
    let allowedBy = '';
    for (const resource of resources.length > 0 ? resources : ['*']) {
      const given = owner.keys ?? {};
      const keys = toContextKeys({ aws, caller, resource, nowMs, keys: given });
      const decision = decideOnResource(policies, { action, resource, keys });
      if (!decision.allowed) return refuse(role, decision, unseen);
      const limit = boundary && decideOnResource([boundary], { action, resource, keys });
      if (limit && !limit.allowed) {
        return {
          allowed: false,
          reason: `Role ${role.name}: no permissions boundary allows ${action} on ${resource}: ${limit.reason}`,
          refusal: { ...limit.refusal, policyType: 'permissions boundary' },
        };
      }
      allowedBy = decision.reason;
    }
    return { allowed: true, reason: allowedBy };
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
  for (const { name, document } of policies) {
    if (!document) return refuseBy(`policy ${name} cannot be read.`, false);
    for (const [index, statement] of document.statements.entries()) {
      const place = `${name} (statement ${statement.sid ?? index + 1})`;
      const verdict = judge(statement, request);
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
    return { allowed: true, reason: `Policy ${allowedBy} allows ${action} on ${resource}.` };
  }
  const details = misses.length > 0 ? `: ${misses.join('; ')}.` : '.';
  return refuseBy(`no policy allows ${action} on ${resource}${details}`, false);
}

function refuseBy(reason: string, isExplicit: boolean): Denied {
  return { allowed: false, reason, refusal: { policyType: 'identity-based policy', isExplicit } };
}
