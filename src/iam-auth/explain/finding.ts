/** The rules of an IAM authentication token, and of the policies of who signed it. */
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

/** What is known of one rule. */
export interface Finding {
  readonly rule: RuleName;
  /** `null`: what is at hand does not tell. */
  readonly ok: boolean | null;
  /** What was found: one sentence, without signature, session token, secret or full key id. */
  readonly message: string;
  /** How to mend it; `null` when the rule holds. */
  readonly remedy: string | null;
}

/** The rule holds. */
export function holds(rule: RuleName, message: string): Finding {
  return { rule, ok: true, message, remedy: null };
}

/** The rule is broken. */
export function fails(rule: RuleName, message: string, remedy: string): Finding {
  return { rule, ok: false, message, remedy };
}

/** Nobody can tell from what is at hand; `remedy` says what would tell. */
export function isOpen(rule: RuleName, message: string, remedy: string): Finding {
  return { rule, ok: null, message, remedy };
}
