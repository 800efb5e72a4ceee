import { type AddressFacts, explainAddress } from './address-rules.js';
import type { Finding } from './finding.js';
import { explainKey, type KnownCredentials } from './key-rules.js';
import { explainPolicies, type PolicyFacts } from './policy-rules.js';
import { explainScope, readScope } from './scope-rules.js';
import { explainTime } from './time-rules.js';
import { readToken } from './token-parts.js';

/** The known facts about a failed login. Only the token is required. */
export interface AttemptFacts extends Partial<AddressFacts> {
  /** The password in AUTH. */
  readonly token: string;
  /** The cache's region. */
  readonly region?: string | undefined;
  /** Credentials that may have signed the token. If they have its key, session token and signature are compared. */
  readonly credentials?: KnownCredentials | undefined;
  /** The policies of the signer. */
  readonly policies?: PolicyFacts | undefined;
  /** The time in milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: (() => number) | undefined;
}

/**
 * Returns for each rule of an IAM authentication token whether the token follows it, and how to fix a violation. The
 * findings follow the order of the rules. A text that is not a token has the single finding `format`. Works offline,
 * accepts any text as a token, and never shows a signature, a session token, a secret or a full key id.
 */
export async function explain(facts: AttemptFacts): Promise<Finding[]> {
  const { token, region, credentials, policies, now = Date.now, serverless = true } = facts;
  const nowMs = now();
  const { parts, findings } = readToken(token);
  const ofPolicies = policies ? explainPolicies(policies) : [];
  if (!parts) return [...findings, ...ofPolicies];
  const { parameters } = parts;
  return [
    ...findings,
    ...explainAddress(parts, { ...facts, serverless }),
    ...explainScope(parameters, region),
    ...explainTime(parameters, { scopeDate: readScope(parameters).date, nowMs }),
    ...(await explainKey(parts, { credentials, nowMs })),
    ...ofPolicies,
  ];
}
