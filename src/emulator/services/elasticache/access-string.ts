import type { Assumes } from '../../state/assumptions/choices.js';
import { invalidValue } from './resources.js';

const FLAGS = new Set([
  'on',
  'off',
  'allkeys',
  'resetkeys',
  'allchannels',
  'resetchannels',
  'allcommands',
  'nocommands',
  'sanitize-payload',
  'skip-sanitize-payload',
  'clearselectors',
]);

/** A selector contains permissions only. */
const SELECTOR_FLAGS = new Set([
  'allkeys',
  'resetkeys',
  'allchannels',
  'resetchannels',
  'allcommands',
  'nocommands',
]);

const CATEGORIES = new Set([
  ...['all', 'keyspace', 'read', 'write', 'set', 'sortedset', 'list', 'hash', 'string', 'bitmap'],
  ...['hyperloglog', 'geo', 'stream', 'pubsub', 'admin', 'fast', 'slow', 'blocking', 'dangerous'],
  ...['connection', 'transaction', 'scripting'],
]);

/** Commands that no ElastiCache user may run (F5.4). */
const FORBIDDEN = new Set([
  ...['bgrewriteaof', 'bgsave', 'config', 'debug', 'migrate', 'psync', 'replicaof', 'save'],
  ...['shutdown', 'slaveof', 'sync'],
]);

/** ElastiCache takes passwords only as parameters, to keep track of them (RBAC). */
const SECRET_RULES = new Set(['nopass', 'resetpass', 'reset']);

/**
 * Returns an access string with single spaces. Throws InvalidParameterValue unless it is a list of ACL rules,
 * separated by spaces and without passwords, `reset` and forbidden commands (F2.3).
 */
export function toAccessString(value: string): string {
  const rules = splitRules(value.trim());
  const isSelector = (rule: string): boolean => rule.startsWith('(');
  assertRules(
    rules.filter((rule) => !isSelector(rule)),
    FLAGS,
  );
  for (const selector of rules.filter(isSelector)) {
    assertRules(selector.slice(1, -1).split(/\s+/).filter(Boolean), SELECTOR_FLAGS);
  }
  return rules.join(' ');
}

/** Returns an access string as ElastiCache shows it (F2.4). */
export function toShownAccessString(accessString: string, assumes: Assumes): string {
  if (assumes('access-strings', 'as-sent')) return accessString;
  const rules = splitRules(accessString);
  const isSwitch = (rule: string) => /^(on|off)$/i.test(rule);
  const switches = rules.filter(isSwitch);
  const others = rules.filter((rule) => !isSwitch(rule));
  const isKeys = (rule: string) => /^[~%]/.test(rule);
  const keys = others.filter(isKeys);
  const rest = others.filter((rule) => !isKeys(rule));
  if (assumes('access-strings', 'reordered')) return [...rest, ...keys, ...switches].join(' ');
  if (assumes('access-strings', 'with-channels')) {
    return [...switches, ...keys, '&*', ...rest].join(' ');
  }
  const first = rest[0] === '-@all' ? [] : ['-@all'];
  return [...switches, ...keys, 'resetchannels', ...first, ...rest].join(' ');
}

/** Splits a text at spaces. A selector, from `(` to `)`, is one rule. */
function splitRules(text: string): string[] {
  const rules: string[] = [];
  let selector: string[] | undefined;
  for (const word of text.split(/\s+/)) {
    if (!selector && word.startsWith('(')) selector = [];
    if (!selector) {
      rules.push(word);
      continue;
    }
    selector.push(word);
    if (!word.endsWith(')')) continue;
    rules.push(selector.join(' '));
    selector = undefined;
  }
  if (selector) throw invalidValue('Access string is not valid: unmatched parenthesis.');
  return rules;
}

function assertRules(rules: readonly string[], flags: ReadonlySet<string>): void {
  let hasAllKeys = false;
  let hasAllChannels = false;
  for (const rule of rules) {
    assertRule(rule, flags);
    // Valkey refuses these too, because the later pattern would have no effect.
    if (
      (hasAllKeys && /^[~%]/.test(rule) && rule !== '~*') ||
      (hasAllChannels && /^&./.test(rule) && rule !== '&*')
    ) {
      throw invalidValue(`Access string is not valid: ${rule} after a rule that allows all.`);
    }
    const word = rule.toLowerCase();
    if (word === '~*' || word === 'allkeys') hasAllKeys = true;
    if (word === 'resetkeys') hasAllKeys = false;
    if (word === '&*' || word === 'allchannels') hasAllChannels = true;
    if (word === 'resetchannels') hasAllChannels = false;
  }
}

function assertRule(rule: string, flags: ReadonlySet<string>): void {
  const word = rule.toLowerCase();
  if (/^[><#!]/.test(rule) || SECRET_RULES.has(word)) {
    // The message does not repeat the rule, which may be a password.
    throw invalidValue('Access string is not valid: it must not set or reset passwords.');
  }
  if (flags.has(word) || /^(~|%(r|w|rw|wr)~|&)[^\s()]*$/i.test(rule)) return;
  const command = /^([+-])(@?)([a-z0-9._-]+)(\|[a-z0-9._-]+)?$/.exec(word);
  if (!command) throw invalidValue(`Access string is not valid: ${rule} is not an ACL rule.`);
  const [, sign, category, name = ''] = command;
  if (category && (command[4] || !CATEGORIES.has(name))) {
    throw invalidValue(
      `Access string is not valid: there is no command category ${rule.slice(1)}.`,
    );
  }
  if (!category && sign === '+' && FORBIDDEN.has(name)) {
    throw invalidValue(`Access string is not valid: the command ${name} is forbidden.`);
  }
}
