import { type Hint, toHint } from '../../errors.js';

/** The finding about one rule of a token or of the lab's set-up. */
export interface Rule {
  readonly rule: string;
  /** `null`: unknown, because the available data does not decide it. */
  readonly ok: boolean | null;
  readonly message: string;
  /** How to fix it; `null` when the rule holds. */
  readonly remedy: Hint | null;
}

export function holds(rule: string, message: string): Rule {
  return { rule, ok: true, message, remedy: null };
}

export function fails(rule: string, message: string, remedy: string | Hint): Rule {
  return { rule, ok: false, message, remedy: toHint(remedy) };
}

/** Returns the finding of a rule that cannot be checked, because another rule fails. */
export function isOpen(rule: string, message: string): Rule {
  return { rule, ok: null, message, remedy: { text: 'Fix the other rules first.' } };
}

/** Converts a finding of the token library, whose remedies are plain text. */
export function toRule({
  remedy,
  ...finding
}: Omit<Rule, 'remedy'> & { remedy: string | null }): Rule {
  return { ...finding, remedy: remedy === null ? null : { text: remedy } };
}
