import { findRoleByArn, type IamState, type Role } from '../state/iam.js';
import { matchesGlob } from './glob.js';
import { isRecord, parsePolicyDocument, toStrings } from './policy-document.js';
import { malformed, readActions, readStatements } from './policy-grammar.js';

const PRINCIPAL_KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/** Throws MalformedPolicyDocument, with IAM's message, for a trust policy that IAM refuses. */
export function assertTrustPolicy(
  json: string,
  { iam, accountId }: { iam: IamState; accountId: string },
): void {
  for (const statement of readStatements(json, { requireVersion: false })) {
    if ('Resource' in statement || 'NotResource' in statement) {
      throw malformed('Has prohibited field Resource');
    }
    if ('NotPrincipal' in statement) {
      throw malformed('AssumeRole policy must not contain NotPrincipal field.');
    }
    if (!('Principal' in statement)) throw malformed('Missing required field Principal');
    if (readActions(statement).some((action) => !/^sts:/i.test(action))) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
    assertPrincipal(statement['Principal'], (id) => isKnown(id, { iam, accountId }));
  }
}

/** Whether a role's trust policy lets an AWS service (`lambda.amazonaws.com`) assume it. */
export function trustsService(role: Role, service: string): boolean {
  const statements = parsePolicyDocument(role.trustPolicy)?.statements ?? [];
  const applying = statements.filter(({ actions, principals }) => {
    const isAssume = (action: string): boolean =>
      matchesGlob(action.toLowerCase(), 'sts:assumerole');
    return actions?.some(isAssume) === true && principals?.['Service']?.includes(service) === true;
  });
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}

function assertPrincipal(principal: unknown, isKnownAws: (id: string) => boolean): void {
  if (principal === '*') return;
  if (!isRecord(principal) || Object.keys(principal).length === 0) {
    throw malformed('Syntax errors in policy.');
  }
  for (const [kind, value] of Object.entries(principal)) {
    const ids = toStrings(value);
    if (!PRINCIPAL_KINDS.has(kind) || !ids) throw malformed('Syntax errors in policy.');
    for (const id of ids) {
      const isRight = kind === 'Service' ? /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(id) : true;
      if (isRight && (kind !== 'AWS' || isKnownAws(id))) continue;
      throw malformed(`Invalid principal in policy: "${kind}":"${id}"`);
    }
  }
}

/** Whether IAM accepts a principal: it refuses missing ones of its own account (F7.6), and does not check others. */
function isKnown(id: string, { iam, accountId }: { iam: IamState; accountId: string }): boolean {
  if (id === '*' || /^\d{12}$/.test(id)) return true;
  const match = /^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(id);
  if (!match) return false;
  if (match[1] !== accountId || match[2] === 'root') return true;
  return findRoleByArn(iam, id) !== undefined;
}
