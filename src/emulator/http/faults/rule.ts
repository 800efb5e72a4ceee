import { CACHE_FAULTS, type CacheFaultKind, type CallFaultKind } from '../../state/faults.js';

type Rule = Readonly<Record<string, unknown>>;

/** The keys of every kind. */
const TIMING = ['skip', 'count', 'every', 'probability', 'afterMs', 'forMs'];
/** The further keys of each kind of call fault. */
const CALL_KEYS: Readonly<Record<CallFaultKind, readonly string[]>> = {
  throttle: [],
  error: ['code', 'status', 'message', 'when'],
  deny: [],
  reset: ['when'],
  hang: [],
  delay: ['ms'],
};
const WITH_MS: readonly string[] = ['slow-reply', 'failover'] satisfies CacheFaultKind[];
/** The keys without which a kind means nothing. */
const REQUIRED: Readonly<Record<string, string>> = {
  error: 'code',
  delay: 'ms',
  'slow-reply': 'ms',
  failover: 'ms',
};

const KEYS_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(CALL_KEYS).map(
    ([kind, keys]) => [kind, ['service', 'operation', ...keys]] as const,
  ),
  ...Object.entries(CACHE_FAULTS).map(
    ([kind, moments]) => [kind, toCacheKeys(kind, moments)] as const,
  ),
]);
const DAY_MS = 86_400_000;
const INTEGERS: Readonly<Record<string, readonly [number, number]>> = {
  skip: [0, Number.MAX_SAFE_INTEGER],
  count: [1, Number.MAX_SAFE_INTEGER],
  every: [1, Number.MAX_SAFE_INTEGER],
  status: [400, 599],
  ms: [0, 600_000],
  afterMs: [0, 365 * DAY_MS],
  forMs: [1, 365 * DAY_MS],
};

/** A connection that has not logged in yet has no user. */
function toCacheKeys(kind: string, moments: readonly string[]): readonly string[] {
  const who = moments.includes('connection') ? ['cache'] : ['cache', 'user', 'at'];
  return WITH_MS.includes(kind) ? [...who, 'ms'] : who;
}

/** Returns what is wrong with a rule, such as `rule 1 needs a "kind" of …`. `place`: the words `rule 1`. */
export function findRuleProblem(rule: Rule, place: string): string | undefined {
  const kind = String(rule['kind']);
  const keys = KEYS_OF.get(kind);
  if (!keys) return `${place} needs a "kind" of ${[...KEYS_OF.keys()].join(', ')}`;
  for (const [key, value] of Object.entries(rule)) {
    if (key === 'kind' || value === undefined) continue;
    if (!keys.includes(key) && !TIMING.includes(key)) return toStranger(key, place, keys);
    const must = checkValue(key, value, kind);
    if (must !== undefined) return `"${key}" of ${place} must be ${must}`;
  }
  const required = REQUIRED[kind];
  if (required !== undefined && rule[required] === undefined) {
    return `${place} is of kind ${kind} and needs "${required}"`;
  }
  return undefined;
}

function toStranger(key: string, place: string, own: readonly string[]): string {
  const kinds = [...KEYS_OF].flatMap(([kind, keys]) => (keys.includes(key) ? [kind] : []));
  if (kinds.length > 0) return `"${key}" of ${place} is only for the kinds ${kinds.join(', ')}`;
  return `${place} has the unknown key "${key}"; its kind may have ${[...own, ...TIMING].join(', ')}`;
}

/** Returns what a value must be, if it is not. */
function checkValue(key: string, value: unknown, kind: string): string | undefined {
  const range = INTEGERS[key];
  if (range) {
    const [min, max] = range;
    const isRight = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
    return isRight ? undefined : `an integer from ${min} to ${max}`;
  }
  if (key === 'probability') {
    return typeof value === 'number' && value >= 0 && value <= 1
      ? undefined
      : 'a number from 0 to 1';
  }
  if (key === 'when') return toChoice(value, ['before', 'after']);
  if (key === 'at') {
    const moments = new Map<string, readonly string[]>(Object.entries(CACHE_FAULTS)).get(kind);
    return toChoice(value, moments ?? []);
  }
  return typeof value === 'string' && value !== '' ? undefined : 'a string and not empty';
}

function toChoice(value: unknown, choices: readonly string[]): string | undefined {
  return choices.some((choice) => choice === value) ? undefined : choices.join(' or ');
}
