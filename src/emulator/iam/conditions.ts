import { OPERATORS } from './condition-operators.js';
import type { ContextKeys } from './glob.js';
import type { ConditionBlock } from './policy-document.js';

/**
 * Whether a statement's conditions hold. `unknown`: an operator that is not known here; such a
 * statement allows nothing and, if it denies, denies.
 */
export interface ConditionResult {
  readonly outcome: 'met' | 'unmet' | 'unknown';
  /** The condition that decided, as `StringEquals aws:SourceVpc`. */
  readonly condition?: string | undefined;
}

/** All conditions of a statement: each operator and each key must hold. */
export function checkConditions(block: ConditionBlock, keys: ContextKeys): ConditionResult {
  let unmet: ConditionResult | undefined;
  for (const [operator, expectations] of Object.entries(block)) {
    for (const [key, expected] of Object.entries(expectations)) {
      const condition = `${operator} ${key}`;
      const met = checkCondition(operator, { actual: keys.get(key.toLowerCase()), expected, keys });
      if (met === undefined) return { outcome: 'unknown', condition };
      if (!met) unmet ??= { outcome: 'unmet', condition };
    }
  }
  return unmet ?? { outcome: 'met' };
}

interface Comparison {
  readonly actual: string | undefined;
  readonly expected: readonly string[];
  readonly keys: ContextKeys;
}

/** Undefined for an operator that is not known. */
function checkCondition(name: string, { actual, expected, keys }: Comparison): boolean | undefined {
  if (name === 'Null')
    return expected.some((value) => (value === 'true') === (actual === undefined));
  const [set, rest] = splitSet(name);
  const ifExists = rest.endsWith('IfExists');
  const base = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!operator) return undefined;
  if (actual === undefined) {
    // IAM User Guide, "Condition operators": a missing key does not match, so negated operators are
    // true; with a set, ForAllValues is true of no values and ForAnyValue is not.
    if (set === 'ForAnyValue') return ifExists;
    return ifExists || set === 'ForAllValues' || operator.negated;
  }
  const matched = expected.some((value) => operator.matches(actual, value, keys));
  return matched !== operator.negated;
}

/** Every key here has one value, so both set operators come down to comparing that one. */
function splitSet(name: string): [set: string | undefined, rest: string] {
  const [set, rest] = name.split(':', 2);
  if (rest !== undefined && (set === 'ForAllValues' || set === 'ForAnyValue')) return [set, rest];
  return [undefined, name];
}
