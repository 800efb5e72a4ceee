/** A rule to start from. docs/LOCAL.md explains all members. */
interface Preset {
  readonly name: string;
  readonly rule: object;
}

/** Faults of calls to AWS. */
export const CALL_PRESETS: readonly Preset[] = [
  { name: 'every second call is throttled', rule: { kind: 'throttle', every: 2 } },
  {
    name: 'the next CreateUser fails',
    rule: {
      ...{ kind: 'error', service: 'ElastiCache', operation: 'CreateUser' },
      ...{ code: 'InternalFailure', status: 500, count: 1 },
    },
  },
  {
    name: 'Invoke is not allowed',
    rule: { kind: 'deny', service: 'Lambda', operation: 'Invoke' },
  },
  {
    name: 'Describe calls take two seconds',
    rule: { kind: 'delay', operation: 'Describe*', ms: 2_000 },
  },
  {
    name: 'a tenth of the answers is lost',
    rule: { kind: 'reset', when: 'after', probability: 0.1 },
  },
];

/** Faults of the ports of caches, one for each kind. */
export const CACHE_PRESETS: readonly Preset[] = [
  {
    name: 'half of the logins are throttled, for a minute',
    rule: { kind: 'login-throttled', probability: 0.5, forMs: 60_000 },
  },
  {
    name: 'the cache cannot reach IAM, for a minute',
    rule: { kind: 'iam-unavailable', forMs: 60_000 },
  },
  {
    name: 'every tenth command finds the cache busy',
    rule: { kind: 'busy', at: 'command', every: 10 },
  },
  {
    name: 'the next connection is one too many',
    rule: { kind: 'too-many-clients', count: 1 },
  },
  {
    name: 'every tenth command loses its connection',
    rule: { kind: 'connection-dropped', at: 'command', every: 10 },
  },
  {
    name: 'every command takes 800 ms longer',
    rule: { kind: 'slow-reply', at: 'command', ms: 800 },
  },
  {
    name: 'all caches fail over now, and are back in five seconds',
    rule: { kind: 'failover', ms: 5_000 },
  },
];

/** All rules to start from. */
export const PRESETS: readonly Preset[] = [...CALL_PRESETS, ...CACHE_PRESETS];
