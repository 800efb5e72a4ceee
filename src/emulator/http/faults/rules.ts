import { assertPermissionsPolicy } from '../../iam/policy-grammar.js';
import { EmulatorError } from '../../process/errors.js';
import type { FaultRules } from '../../state/faults.js';
import { findRuleProblem } from './rule.js';

const FILE_KEYS = ['seed', 'rules', 'serviceControlPolicy'];
const SEE = 'docs/LOCAL.md, Faults, lists kinds and keys';

/**
 * Parses a faults document. `source`: its file, for the message. Throws EmulatorError FAULTS_INVALID, which names
 * source, rule, key and what to write instead.
 */
export function parseFaultRules(text: string, source?: string): FaultRules {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw toError(`it is not JSON (${detail})`, source);
  }
  assertFaultRules(value, source);
  return value;
}

/** Checks rules that an option passed. Throws EmulatorError FAULTS_INVALID. */
export function assertFaultRules(value: unknown, source?: string): asserts value is FaultRules {
  const problem = findProblem(value);
  if (problem !== undefined) throw toError(problem, source);
}

function findProblem(value: unknown): string | undefined {
  if (!isObject(value)) return 'it must be an object with the key "rules"';
  const { seed, rules, serviceControlPolicy: policy } = value;
  if (seed !== undefined && !Number.isSafeInteger(seed)) return '"seed" must be an integer';
  if (!Array.isArray(rules)) return '"rules" must be a list';
  const unknown = Object.keys(value).find((key) => !FILE_KEYS.includes(key));
  if (unknown !== undefined) {
    return `it has the unknown key "${unknown}"; it may have ${FILE_KEYS.join(', ')}`;
  }
  for (const [index, rule] of rules.entries()) {
    const place = `rule ${index + 1}`;
    const problem = isObject(rule) ? findRuleProblem(rule, place) : `${place} must be an object`;
    if (problem !== undefined) return problem;
  }
  return policy === undefined ? undefined : findPolicyProblem(policy);
}

function findPolicyProblem(policy: unknown): string | undefined {
  try {
    assertPermissionsPolicy(JSON.stringify(policy), { requireVersion: true });
    return undefined;
  } catch (cause) {
    return `"serviceControlPolicy" is not a policy (${(cause as Error).message})`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toError(problem: string, source: string | undefined): EmulatorError {
  const faults = source === undefined ? 'The faults' : `The faults of ${source}`;
  return new EmulatorError('FAULTS_INVALID', `${faults} cannot be read: ${problem}. ${SEE}.`);
}
