import { type AddressFacts, explainAddress } from './address-rules.js';
import type { Finding } from './finding.js';
import { explainKey, type KnownCredentials } from './key-rules.js';
import { explainPolicies, type PolicyFacts } from './policy-rules.js';
import { explainScope, readScope } from './scope-rules.js';
import { explainTime } from './time-rules.js';
import { readToken } from './token-parts.js';

/** A failed attempt to log in, as far as it is known. Only the token must be. */
export interface AttemptFacts extends Partial<AddressFacts> {
  /** What was given to AUTH as the password. */
  readonly token: string;
  /** The cache's region. */
  readonly region?: string | undefined;
  /** Credentials that may have signed it: where the key is the same, session token and signature are compared. */
  readonly credentials?: KnownCredentials | undefined;
  /** The policies of who signed it. */
  readonly policies?: PolicyFacts | undefined;
  /** Milliseconds since the epoch; the machine's clock if not given. */
  readonly now?: (() => number) | undefined;
}

/**
 * Says of each rule of an IAM authentication token whether it holds, and of a broken one how to mend it. All are
 * given, in the order in which a token is read; a text that is no token has the one finding `format`. Asks nobody,
 * throws for nothing that can be in a token, and shows no signature, session token, secret or full key id.
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
