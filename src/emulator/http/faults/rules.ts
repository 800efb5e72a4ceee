import { assertPermissionsPolicy } from '../../iam/policy-grammar.js';
import { EmulatorError } from '../../process/errors.js';

/** What happens to a call instead of its answer, before it or after it. */
export type FaultKind = 'throttle' | 'error' | 'deny' | 'reset' | 'hang' | 'delay';

/** One rule of a faults file: which calls it matches, how often, and what happens to them. */
export interface FaultRule {
  /** The SDK's service id (`ElastiCache`, `CloudWatch Logs`), with `*` as wildcard. Default: every service. */
  readonly service?: string;
  /** The operation: `CreateUser`, `Describe*`. Default: every operation. */
  readonly operation?: string;
  /** Number of matching calls to let pass first. */
  readonly skip?: number;
  /** Number of calls to strike. Default: no limit. */
  readonly count?: number;
  /** Strikes only every n-th matching call. */
  readonly every?: number;
  /** Strikes with this probability, from 0 to 1, drawn from `seed`. */
  readonly probability?: number;
  readonly kind: FaultKind;
  /** For `error`: shape name or wire code. Status and message have defaults. */
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
  /** For `reset` and `error`: strike before the call takes effect (default) or after. */
  readonly when?: 'before' | 'after';
  /** For `delay`: milliseconds of real time before the call is processed. */
  readonly ms?: number;
}

/** A faults file: `{ "seed": 1, "rules": [ … ], "serviceControlPolicy": { … } }`. The first rule that strikes wins; delays add up. */
export interface FaultRules {
  /** Seed of the draws for `probability`. Default: 1, so each run gives the same faults. */
  readonly seed?: number;
  readonly rules: readonly FaultRule[];
  /** A service control policy, as an organization attaches it to an account. Its Deny statements apply to every caller. */
  readonly serviceControlPolicy?: object;
}

const FILE_KEYS = ['seed', 'rules', 'serviceControlPolicy'];
const KINDS: readonly string[] = ['throttle', 'error', 'deny', 'reset', 'hang', 'delay'];
const NUMBERS = {
  skip: [0, Number.MAX_SAFE_INTEGER],
  count: [1, Number.MAX_SAFE_INTEGER],
  every: [1, Number.MAX_SAFE_INTEGER],
  status: [400, 599],
  ms: [0, 600_000],
} as const;
const NAMES = ['service', 'operation', 'code', 'message'] as const;
const KEYS = new Set([...Object.keys(NUMBERS), ...NAMES, 'probability', 'kind', 'when']);

/** Parses a faults file. Throws EmulatorError FAULTS_INVALID, which names rule and key. */
export function parseFaultRules(text: string): FaultRules {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`it is not JSON (${cause instanceof Error ? cause.message : 'unreadable'})`);
  }
  assertFaultRules(value);
  return value;
}

/** Checks rules that an option passed. Throws EmulatorError FAULTS_INVALID. */
export function assertFaultRules(value: unknown): asserts value is FaultRules {
  if (!isObject(value)) throw invalid('it must be an object with the key "rules"');
  const { seed, rules, serviceControlPolicy: policy } = value;
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw invalid('"seed" must be an integer');
  if (!Array.isArray(rules)) throw invalid('"rules" must be a list');
  for (const key of Object.keys(value)) {
    if (!FILE_KEYS.includes(key)) throw invalid(`it has the unknown key "${key}"`);
  }
  if (policy !== undefined) checkPolicy(policy);
  for (const [index, rule] of rules.entries()) checkRule(rule, `rule ${index + 1}`);
}

function checkPolicy(policy: unknown): void {
  try {
    assertPermissionsPolicy(JSON.stringify(policy), { requireVersion: true });
  } catch (cause) {
    throw invalid(`"serviceControlPolicy" is not a policy (${(cause as Error).message})`);
  }
}

function checkRule(rule: unknown, place: string): void {
  if (!isObject(rule)) throw invalid(`${place} must be an object`);
  for (const key of Object.keys(rule)) {
    if (!KEYS.has(key)) throw invalid(`${place} has the unknown key "${key}"`);
  }
  if (!KINDS.includes(String(rule['kind']))) {
    throw invalid(`${place} needs a "kind" of ${KINDS.join(', ')}`);
  }
  for (const name of NAMES) {
    const value = rule[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw invalid(`"${name}" of ${place} must be a string and not empty`);
    }
  }
  for (const [name, [min, max]] of Object.entries(NUMBERS)) {
    const value = rule[name];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
      throw invalid(`"${name}" of ${place} must be an integer from ${min} to ${max}`);
    }
  }
  checkCombination(rule, place);
}

function checkCombination(rule: Record<string, unknown>, place: string): void {
  const { kind, probability, when } = rule;
  if (probability !== undefined && !isProbability(probability)) {
    throw invalid(`"probability" of ${place} must be a number from 0 to 1`);
  }
  if (when !== undefined && when !== 'before' && when !== 'after') {
    throw invalid(`"when" of ${place} must be "before" or "after"`);
  }
  if (when !== undefined && kind !== 'reset' && kind !== 'error') {
    throw invalid(`"when" of ${place} is only for the kinds reset and error`);
  }
  if (kind === 'error' && rule['code'] === undefined) {
    throw invalid(`${place} is of kind error and needs a "code"`);
  }
  if (kind === 'delay' && rule['ms'] === undefined) {
    throw invalid(`${place} is of kind delay and needs "ms"`);
  }
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(problem: string): EmulatorError {
  return new EmulatorError('FAULTS_INVALID', `The faults cannot be read: ${problem}.`);
}
