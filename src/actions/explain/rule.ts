import { type Hint, toHint } from '../../errors.js';

/** What is known of one rule, of a token or of the lab's set-up. */
export interface Rule {
  readonly rule: string;
  /** `null`: what is at hand does not tell. */
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

/** It depends on what another rule says is missing. */
export function isOpen(rule: string, message: string): Rule {
  return { rule, ok: null, message, remedy: { text: 'Fix the other rules first.' } };
}

/** A finding of the token library, whose remedies name no command. */
export function toRule({
  remedy,
  ...finding
}: Omit<Rule, 'remedy'> & { remedy: string | null }): Rule {
  return { ...finding, remedy: remedy === null ? null : { text: remedy } };
}
