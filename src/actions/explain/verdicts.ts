import type { Rule } from './rule.js';

export function holds(rule: string, message: string): Rule {
  return { rule, ok: true, message, remedy: null };
}

export function fails(rule: string, message: string, remedy: string): Rule {
  return { rule, ok: false, message, remedy };
}

/** It depends on what another rule says is missing. */
export function isOpen(rule: string, message: string): Rule {
  return { rule, ok: null, message, remedy: 'Mend the other rules first.' };
}
