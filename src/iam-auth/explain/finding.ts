/** A rule for an IAM authentication token, or for the policies of its signer. */
export type RuleName =
  | 'format'
  | 'scheme'
  | 'parameters'
  | 'host'
  | 'path'
  | 'action'
  | 'user'
  | 'resource-type'
  | 'algorithm'
  | 'scope'
  | 'service'
  | 'region'
  | 'signed-headers'
  | 'date'
  | 'future'
  | 'lifetime'
  | 'expired'
  | 'key-expired'
  | 'session-token'
  | 'signature'
  | 'policy-cache'
  | 'policy-user';

/** The result of checking one rule. */
export interface Finding {
  readonly rule: RuleName;
  /** `null` if the known facts do not decide. */
  readonly ok: boolean | null;
  /** The facts in a sentence or two, without a signature, session token, secret or full key id. */
  readonly message: string;
  /** How to fix a violation, or how to check an undecided rule; `null` if the rule holds. */
  readonly remedy: string | null;
}

/** Returns the finding that the rule holds. */
export function holds(rule: RuleName, message: string): Finding {
  return { rule, ok: true, message, remedy: null };
}

/** Returns the finding that the rule is violated. */
export function fails(rule: RuleName, message: string, remedy: string): Finding {
  return { rule, ok: false, message, remedy };
}

/** Returns the finding that the known facts do not decide. `remedy` says how to check the rule. */
export function isOpen(rule: RuleName, message: string, remedy: string): Finding {
  return { rule, ok: null, message, remedy };
}
