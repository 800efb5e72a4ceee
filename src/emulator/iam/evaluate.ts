import type { Principal } from '../state/credentials.js';
import type { IamState, Role } from '../state/iam.js';
import { findRole } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import { checkConditions } from './conditions.js';
import { toContextKeys } from './context-keys.js';
import { type ContextKeys, matchesGlob } from './glob.js';
import { type PolicyDocument, parsePolicyDocument, type Statement } from './policy-document.js';

/** Whether a request is allowed, and in words which policy made it so. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Whose policies decide, and when. */
export interface PolicyOwner {
  readonly aws: AwsState;
  readonly principal: Principal;
  /** Milliseconds since the epoch: policies count from the time at which they are seen. */
  readonly nowMs: number;
  /** Condition keys that only the caller knows (`aws:SourceVpc`). */
  readonly keys?: Readonly<Record<string, string>>;
}

/** What the principal wants to do, to which resources (every one of them must be allowed). */
export interface AccessQuestion {
  /** `elasticache:Connect`. */
  readonly action: string;
  /** ARNs; none for actions that know no resource. */
  readonly resources: readonly string[];
}

/** A policy of the role, as far as it counts. */
interface RolePolicy {
  readonly name: string;
  /** Undefined: it cannot be read as a policy. */
  readonly document: PolicyDocument | undefined;
}

/** A statement's word on the request: it applies, or why it does not. */
type Verdict = { readonly applies: true } | { readonly applies: false; readonly because: string };

/**
 * Decides by the role's attached and inline policies as IAM does: no statement, no access; a Deny
 * beats every Allow (IAM User Guide, "Policy evaluation logic").
 */
export function decide(request: PolicyOwner & AccessQuestion): Decision {
  return createDecider(request)(request);
}

/** Reads the principal's policies once, for many questions. */
export function createDecider(owner: PolicyOwner): (question: AccessQuestion) => Decision {
  const { aws, principal, nowMs } = owner;
  if (principal.kind === 'administrator') {
    return () => ({ allowed: true, reason: 'The caller is the administrator of the account.' });
  }
  const role = findRole(aws.iam, principal.roleName);
  if (role?.id !== principal.roleId) {
    const reason = `Role ${principal.roleName} of this session does not exist any more.`;
    return () => ({ allowed: false, reason });
  }
  const { policies, unseen } = findPolicies(aws.iam, role, nowMs);
  return ({ action, resources }) => {
    let allowedBy = '';
    for (const resource of resources.length > 0 ? resources : ['*']) {
      const given = owner.keys ?? {};
      const keys = toContextKeys({ aws, role, principal, resource, nowMs, keys: given });
      const decision = decideOnResource(policies, { action, resource, keys });
      if (!decision.allowed) return refuse(role, decision, unseen);
      allowedBy = decision.reason;
    }
    return { allowed: true, reason: allowedBy };
  };
}

/** Adds the most likely cause of a refusal that time heals. */
function refuse(role: Role, { reason }: Decision, unseen: readonly string[]): Decision {
  const waiting = unseen.map((name) => ` Policy ${name} is attached but not in effect yet.`);
  return { allowed: false, reason: `Role ${role.name}: ${reason}${waiting.join('')}` };
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
    const version = policy.versions.find(({ id }) => id === policy.defaultVersionId);
    policies.push({ name: policy.name, document: parsePolicyDocument(version?.document ?? '') });
  }
  for (const [name, json] of role.inlinePolicies) {
    policies.push({ name, document: parsePolicyDocument(json) });
  }
  return { policies, unseen };
}

interface ResourceRequest {
  readonly action: string;
  readonly resource: string;
  readonly keys: ContextKeys;
}

function decideOnResource(policies: readonly RolePolicy[], request: ResourceRequest): Decision {
  const { action, resource } = request;
  let allowedBy: string | undefined;
  const misses: string[] = [];
  for (const { name, document } of policies) {
    if (!document) return { allowed: false, reason: `policy ${name} cannot be read.` };
    for (const [index, statement] of document.statements.entries()) {
      const place = `${name} (statement ${statement.sid ?? index + 1})`;
      const verdict = judge(statement, request);
      if (!verdict.applies) {
        if (statement.effect === 'Allow') misses.push(`${place} ${verdict.because}`);
        continue;
      }
      if (statement.effect === 'Deny') {
        return { allowed: false, reason: `policy ${place} denies ${action} on ${resource}.` };
      }
      allowedBy ??= place;
    }
  }
  if (allowedBy) {
    return { allowed: true, reason: `Policy ${allowedBy} allows ${action} on ${resource}.` };
  }
  const details = misses.length > 0 ? `: ${misses.join('; ')}.` : '.';
  return { allowed: false, reason: `no policy allows ${action} on ${resource}${details}` };
}

function judge(statement: Statement, { action, resource, keys }: ResourceRequest): Verdict {
  if (!coversAction(statement, action)) return { applies: false, because: 'is for other actions' };
  if (!coversResource(statement, resource, keys)) {
    return { applies: false, because: 'is for other resources' };
  }
  const { outcome, condition } = checkConditions(statement.conditions, keys);
  if (outcome === 'met') return { applies: true };
  // Fail closed: what is not understood never allows, and always denies.
  if (outcome === 'unknown' && statement.effect === 'Deny') return { applies: true };
  const because =
    outcome === 'unknown'
      ? `has a condition that is not known here (${condition})`
      : `has a condition that does not hold (${condition})`;
  return { applies: false, because };
}

function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  const isNamed = (names: readonly string[]): boolean =>
    names.some((name) => matchesGlob(name.toLowerCase(), wanted));
  if (actions) return isNamed(actions);
  return notActions !== undefined && !isNamed(notActions);
}

function coversResource(
  { resources, notResources }: Statement,
  resource: string,
  keys: ContextKeys,
): boolean {
  const isNamed = (names: readonly string[]): boolean =>
    names.some((name) => matchesGlob(name, resource, keys));
  if (resources) return isNamed(resources);
  return notResources !== undefined && !isNamed(notResources);
}
