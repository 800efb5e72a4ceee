/** An ElastiCache user's access string as rules of Valkey's ACL. */
export interface AccessString {
  /** Without `on` a user is off (F2.3). */
  readonly isOn: boolean;
  /** The rules without `on` and `off`. A selector, `(…)`, is one rule. */
  readonly rules: readonly string[];
}

/** Rules that change how a user authenticates. ElastiCache refuses them in access strings (F2.3). */
const AUTHENTICATION_RULES = /^([><#!].*|nopass|resetpass|reset)$/i;

/** Parses an access string and leaves out rules about passwords. */
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

/** Adds the `closing` rules at the end of the rules and inside each selector. */
export function closeRules(rules: readonly string[], closing: readonly string[]): string[] {
  const closed = rules.map((rule) => {
    if (!rule.startsWith('(') || !rule.endsWith(')')) return rule;
    return `${rule.slice(0, -1)} ${closing.join(' ')})`;
  });
  return [...closed, ...closing];
}

/** Joins the words of each selector, as `ACL SETUSER` does. */
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
