import { containsAddress } from '../state/cidr.js';
import { type ContextKeys, type KeyValue, matchesGlob, resolveVariables } from './glob.js';
import type { ConditionBlock } from './policy-document.js';

/**
 * Whether a statement's conditions hold. `unknown` means that the emulator does not know an operator:
 * then an Allow does not apply, and a Deny does.
 */
export interface ConditionResult {
  readonly outcome: 'met' | 'unmet' | 'unknown';
  /** The condition that decided, such as `StringEquals aws:SourceVpc`. */
  readonly condition?: string | undefined;
}

type Matches = (actual: string, expected: string, keys: ContextKeys) => boolean;

const equalBooleans: Matches = (actual, expected) =>
  actual.toLowerCase() === expected.toLowerCase();

/** Compares each of an ARN's six parts separately (IAM User Guide, "ARN condition operators"). */
const likeArn: Matches = (actual, expected, keys) => {
  const actualParts = splitArn(actual);
  const expectedParts = splitArn(expected);
  if (actualParts.length !== expectedParts.length) return false;
  return expectedParts.every((part, index) => matchesGlob(part, actualParts[index] ?? '', keys));
};

/** The operators by their names, without set prefix, `Not` and `IfExists`. */
const OPERATORS: Readonly<Record<string, Matches>> = {
  StringEquals: (actual, expected, keys) => resolveVariables(expected, keys) === actual,
  StringEqualsIgnoreCase: (actual, expected, keys) =>
    resolveVariables(expected, keys)?.toLowerCase() === actual.toLowerCase(),
  StringLike: (actual, expected, keys) => matchesGlob(expected, actual, keys),
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: equalBooleans,
  IpAddress: (actual, expected) => containsAddress(expected, actual),
  ...toComparisons('Numeric', toNumber),
  ...toComparisons('Date', toTimeMs),
};

/** Operators that hold when no expected value matches, and when the key is missing. */
const NEGATED = /^(String|Arn|Numeric|Date|)Not(Equals|EqualsIgnoreCase|Like|IpAddress)$/;

/** Checks all conditions of a statement. Each operator and each key must hold. */
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
  readonly actual: KeyValue | undefined;
  readonly expected: readonly string[];
  readonly keys: ContextKeys;
}

/** Checks one condition. Returns undefined for an unknown operator. */
function checkCondition(name: string, { actual, expected, keys }: Comparison): boolean | undefined {
  if (name === 'Null')
    return expected.some((value) => (value === 'true') === (actual === undefined));
  const [, set, written = '', ifExists = ''] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const base = written.replace(NEGATED, '$1$2');
  const isNegated = base !== written;
  const matches = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!matches) return undefined;
  if (actual === undefined) {
    // IAM User Guide, "Condition operators": a missing key does not match, so negated operators hold.
    // Without values, ForAllValues holds and ForAnyValue does not.
    if (set === 'ForAnyValue') return ifExists !== '';
    return ifExists !== '' || set === 'ForAllValues' || isNegated;
  }
  const holds = (value: string) => expected.some((one) => matches(value, one, keys)) !== isNegated;
  const values = [actual].flat();
  return set === 'ForAllValues' ? values.every(holds) : values.some(holds);
}

function toComparisons(
  prefix: string,
  read: (text: string) => number,
): Readonly<Record<string, Matches>> {
  const by = (compare: (actual: number, expected: number) => boolean): Matches => {
    return (actual, expected) => compare(read(actual), read(expected));
  };
  return {
    [`${prefix}Equals`]: by((actual, expected) => actual === expected),
    [`${prefix}LessThan`]: by((actual, expected) => actual < expected),
    [`${prefix}LessThanEquals`]: by((actual, expected) => actual <= expected),
    [`${prefix}GreaterThan`]: by((actual, expected) => actual > expected),
    [`${prefix}GreaterThanEquals`]: by((actual, expected) => actual >= expected),
  };
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Parses ISO 8601, or seconds since the epoch (`aws:EpochTime`). */
function toTimeMs(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** Splits an ARN into six parts. The last part keeps its colons. */
function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
