import { containsAddress } from '../state/cidr.js';
import { type ContextKeys, matchesGlob, resolveVariables } from './glob.js';

/** How one operator compares what the request has with what the policy expects. */
interface Operator {
  /** `…Not…`: true when no expected value matches, and when the key is missing. */
  readonly negated: boolean;
  readonly matches: (actual: string, expected: string, keys: ContextKeys) => boolean;
}

type Compare = (actual: number, expected: number) => boolean;

const equalStrings: Operator['matches'] = (actual, expected, keys) =>
  resolveVariables(expected, keys) === actual;

const equalIgnoringCase: Operator['matches'] = (actual, expected, keys) =>
  resolveVariables(expected, keys)?.toLowerCase() === actual.toLowerCase();

const likeString: Operator['matches'] = (actual, expected, keys) =>
  matchesGlob(expected, actual, keys);

/** Each of an ARN's six parts is compared on its own (IAM User Guide, "ARN condition operators"). */
const likeArn: Operator['matches'] = (actual, expected, keys) => {
  const actualParts = splitArn(actual);
  const expectedParts = splitArn(expected);
  if (actualParts.length !== expectedParts.length) return false;
  return expectedParts.every((part, index) => matchesGlob(part, actualParts[index] ?? '', keys));
};

const equalBooleans: Operator['matches'] = (actual, expected) =>
  actual.toLowerCase() === expected.toLowerCase();

const inNetwork: Operator['matches'] = (actual, expected) => containsAddress(expected, actual);

/** Every operator that is known, by its name without set prefix and `IfExists`. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { negated: false, matches: equalStrings },
  StringNotEquals: { negated: true, matches: equalStrings },
  StringEqualsIgnoreCase: { negated: false, matches: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { negated: true, matches: equalIgnoringCase },
  StringLike: { negated: false, matches: likeString },
  StringNotLike: { negated: true, matches: likeString },
  ArnEquals: { negated: false, matches: likeArn },
  ArnLike: { negated: false, matches: likeArn },
  ArnNotEquals: { negated: true, matches: likeArn },
  ArnNotLike: { negated: true, matches: likeArn },
  Bool: { negated: false, matches: equalBooleans },
  IpAddress: { negated: false, matches: inNetwork },
  NotIpAddress: { negated: true, matches: inNetwork },
  ...toComparisons('Numeric', toNumber),
  ...toComparisons('Date', toTimeMs),
};

function toComparisons(
  prefix: string,
  read: (text: string) => number,
): Readonly<Record<string, Operator>> {
  const by = (compare: Compare): Operator['matches'] => {
    return (actual, expected) => compare(read(actual), read(expected));
  };
  const equal = by((actual, expected) => actual === expected);
  return {
    [`${prefix}Equals`]: { negated: false, matches: equal },
    [`${prefix}NotEquals`]: { negated: true, matches: equal },
    [`${prefix}LessThan`]: { negated: false, matches: by((a, b) => a < b) },
    [`${prefix}LessThanEquals`]: { negated: false, matches: by((a, b) => a <= b) },
    [`${prefix}GreaterThan`]: { negated: false, matches: by((a, b) => a > b) },
    [`${prefix}GreaterThanEquals`]: { negated: false, matches: by((a, b) => a >= b) },
  };
}

function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** ISO 8601, or seconds since the epoch (`aws:EpochTime`). */
function toTimeMs(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** The six parts of an ARN; colons in the resource belong to the last. */
function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
