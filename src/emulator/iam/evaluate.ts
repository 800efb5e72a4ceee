import type { Principal } from '../state/credentials.js';
import { findRole, type IamState, type Policy, type Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import { checkConditions } from './conditions.js';
import { toContextKeys } from './context-keys.js';
import { type ContextKeys, matchesGlob } from './glob.js';
import { type PolicyDocument, parsePolicyDocument, type Statement } from './policy-document.js';

/** Whether a request is allowed, and which policy decided. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** The principal whose policies decide. */
export interface PolicyOwner {
  readonly aws: AwsState;
  readonly principal: Principal;
  /** Milliseconds since the epoch. A new attachment takes effect only at its `seenAtMs` (F4.7). */
  readonly nowMs: number;
  /** Further condition keys, such as `aws:SourceVpc`. */
  readonly keys?: Readonly<Record<string, string>>;
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

/** Whether a statement applies to a request. */
type Verdict = { readonly applies: true } | { readonly applies: false; readonly because: string };

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
    return () => ({ allowed: false, reason });
  }
  const { policies, unseen } = findPolicies(aws.iam, role, nowMs);
  const boundary = findBoundary(aws.iam, role);
  return ({ action, resources }) => {
    let allowedBy = '';
    for (const resource of resources.length > 0 ? resources : ['*']) {
      const given = owner.keys ?? {};
      const keys = toContextKeys({ aws, role, principal, resource, nowMs, keys: given });
      const decision = decideOnResource(policies, { action, resource, keys });
      if (!decision.allowed) return refuse(role, decision, unseen);
      const limit = boundary && decideOnResource([boundary], { action, resource, keys });
      if (limit && !limit.allowed) {
        return {
          allowed: false,
          reason: `Role ${role.name}: no permissions boundary allows ${action} on ${resource}: ${limit.reason}`,
        };
      }
      allowedBy = decision.reason;
    }
    return { allowed: true, reason: allowedBy };
  };
}

/** Adds the policies that are not in effect yet, because they may be the cause of the refusal. */
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
  // With an unknown condition, an Allow never applies and a Deny always does.
  if (outcome === 'unknown' && statement.effect === 'Deny') return { applies: true };
  const because =
    outcome === 'unknown'
      ? `has a condition that the emulator does not know (${condition})`
      : `has a condition that does not hold (${condition})`;
  return { applies: false, because };
}

function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  return covers(actions, notActions, (name) => matchesGlob(name.toLowerCase(), wanted));
}

function coversResource(
  { resources, notResources }: Statement,
  resource: string,
  keys: ContextKeys,
): boolean {
  return covers(resources, notResources, (name) => matchesGlob(name, resource, keys));
}

function covers(
  names: readonly string[] | undefined,
  exceptions: readonly string[] | undefined,
  matches: (name: string) => boolean,
): boolean {
  if (names) return names.some(matches);
  return exceptions !== undefined && !exceptions.some(matches);
}
