/** An ElastiCache user's access string, as rules for Valkey's ACL. */
export interface AccessString {
  /** Without `on` a user is off (F2.3). */
  readonly isOn: boolean;
  /** All but `on` and `off`; a selector, `(…)`, is one rule. */
  readonly rules: readonly string[];
}

/** Rules that would change how a user authenticates; ElastiCache does not take them. */
const AUTHENTICATION_RULES = /^([><#!].*|nopass|resetpass|reset)$/i;

/** Reads an access string; rules about passwords are left out. */
export function parseAccessString(accessString: string): AccessString {
  let isOn = false;
  const rules: string[] = [];
  for (const rule of mergeSelectors(accessString.split(/\s+/).filter(Boolean))) {
    const word = rule.toLowerCase();
    if (word === 'on') isOn = true;
    else if (word === 'off') isOn = false;
    else if (!AUTHENTICATION_RULES.test(rule)) rules.push(rule);
  }
  return { isOn, rules };
}

/** The rules, with `closing` ones after them: for the user itself and inside of each selector. */
export function closeRules(rules: readonly string[], closing: readonly string[]): string[] {
  const closed = rules.map((rule) => {
    if (!rule.startsWith('(') || !rule.endsWith(')')) return rule;
    return `${rule.slice(0, -1)} ${closing.join(' ')})`;
  });
  return [...closed, ...closing];
}

/** Joins the words of a selector, as `ACL SETUSER` does. */
function mergeSelectors(words: readonly string[]): string[] {
  const merged: string[] = [];
  let selector: string | undefined;
  for (const word of words) {
    const joined: string = selector === undefined ? word : `${selector} ${word}`;
    const isOpen: boolean = joined.startsWith('(') && !joined.endsWith(')');
    selector = isOpen ? joined : undefined;
    if (!isOpen) merged.push(joined);
  }
  return selector === undefined ? merged : [...merged, selector];
}
