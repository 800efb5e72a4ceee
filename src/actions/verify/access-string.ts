/** A command, with the properties that access strings refer to. */
export interface ProbedCommand {
  readonly command: string;
  /** The command's ACL categories, without `@`. */
  readonly categories: readonly string[];
  /** The key that the command reads or writes, if any. */
  readonly key: string | null;
  readonly access: 'read' | 'write' | null;
}

/** Whether a user with this access string may run a command. ACL rules apply from left to right (valkey.io, "ACL"; F2.3). */
export function isAllowed(accessString: string, probe: ProbedCommand): boolean {
  // Each selector, in parentheses, is a separate set of rules. One set that allows the command is enough.
  const selectors = [...accessString.matchAll(/\(([^)]*)\)/g)].map(([, rules = '']) => rules);
  const root = accessString.replace(/\([^)]*\)/g, ' ');
  return [root, ...selectors].some((rules) => isAllowedBy(toWords(rules), probe));
}

function toWords(rules: string): string[] {
  return rules.split(/\s+/).filter((word) => word !== '');
}

function isAllowedBy(
  words: readonly string[],
  { command, categories, key, access }: ProbedCommand,
) {
  let isCommandAllowed = false;
  let isKeyAllowed = key === null;
  for (const word of words) {
    const rule = word.toLowerCase();
    if (rule === '+@all' || rule === 'allcommands') isCommandAllowed = true;
    else if (rule === '-@all' || rule === 'nocommands') isCommandAllowed = false;
    else if (/^[+-]@/.test(rule)) {
      if (categories.includes(rule.slice(2))) isCommandAllowed = rule.startsWith('+');
    } else if (/^[+-]/.test(rule)) {
      if (rule.slice(1) === command) isCommandAllowed = rule.startsWith('+');
    } else if (rule === 'resetkeys') isKeyAllowed = key === null;
    else if (key !== null && coversKey(word, key, access)) isKeyAllowed = true;
  }
  return isCommandAllowed && isKeyAllowed;
}

function coversKey(rule: string, key: string, access: 'read' | 'write' | null): boolean {
  if (rule.toLowerCase() === 'allkeys') return true;
  const [, permissions = '', pattern] = /^(?:%([RW]+))?~(.*)$/is.exec(rule) ?? [];
  if (pattern === undefined) return false;
  const needed = access === 'write' ? 'W' : 'R';
  const isPermitted = permissions === '' || permissions.toUpperCase().includes(needed);
  return isPermitted && toExpression(pattern).test(key);
}

/** Converts Valkey's glob pattern: `*`, `?`, `[a-z]`, `[^a]`, and `\` before a literal character. */
function toExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|(\*+)|(\?)|\[(\^?)([^\]]*)\]|(.)/gs,
    (_all, escaped, stars, any, negation, set, literal) => {
      if (stars) return '.*';
      if (any) return '.';
      return set === undefined ? toLiteral(escaped ?? literal) : toSet(set, negation);
    },
  );
  return new RegExp(`^${source}$`, 's');
}

function toLiteral(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function toSet(characters: string, negation: string): string {
  return `[${negation}${characters.replace(/[\\[\]^]/g, '\\$&')}]`;
}
