/** When a fault rule strikes. All keys that are given must agree. */
export interface FaultTiming {
  /** Number of matching calls, logins, commands or connections to let pass first. */
  readonly skip?: number;
  /** Number of strikes. Default: no limit. */
  readonly count?: number;
  /** Strikes only every n-th time. */
  readonly every?: number;
  /** Strikes with this probability, from 0 to 1, drawn from `seed`. */
  readonly probability?: number;
  /** The rule begins this long after the rules were set, on the endpoint's clock. Default: 0. */
  readonly afterMs?: number;
  /** The rule ends this long after its beginning, on the endpoint's clock. Default: never. */
  readonly forMs?: number;
}

/** What happens to a call instead of its answer, before it or after it. */
export type CallFaultKind = 'throttle' | 'error' | 'deny' | 'reset' | 'hang' | 'delay';

/** A rule for calls to AWS: which calls it matches, how often, and what happens to them. */
export interface CallFaultRule extends FaultTiming {
  /** The SDK's service id (`ElastiCache`, `CloudWatch Logs`), with `*` as wildcard. Default: every service. */
  readonly service?: string;
  /** The operation: `CreateUser`, `Describe*`. Default: every operation. */
  readonly operation?: string;
  readonly kind: CallFaultKind;
  /** For `error`: shape name or wire code. Status and message have defaults. */
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
  /** For `reset` and `error`: strike before the call takes effect (default) or after. */
  readonly when?: 'before' | 'after';
  /** For `delay`: milliseconds of real time before the call is processed. */
  readonly ms?: number;
}

/** What clients of a cache meet. */
export type CacheFaultKind =
  /** IAM checks no more logins: AWS limits them (F4.11). */
  | 'login-throttled'
  /** The cache cannot reach IAM (F4.11). */
  | 'iam-unavailable'
  /** A script keeps the server busy: no first login (F4.11), and BUSY for commands. */
  | 'busy'
  | 'too-many-clients'
  /** The connection ends, as when AWS balances the load (F5.8). */
  | 'connection-dropped'
  | 'slow-reply'
  /** All connections end, the data stays, and for some time the endpoint accepts no connection. */
  | 'failover';

/**
 * Where a cache fault strikes: the first `login` of a connection, a `renewal` (another login), a `command` after the
 * login, or a new `connection`.
 */
export type CacheMoment = 'login' | 'renewal' | 'command' | 'connection';

/** The moments that each kind can strike. */
export const CACHE_FAULTS: Readonly<Record<CacheFaultKind, readonly CacheMoment[]>> = {
  'login-throttled': ['login', 'renewal'],
  'iam-unavailable': ['login', 'renewal'],
  busy: ['login', 'command'],
  'too-many-clients': ['connection'],
  'connection-dropped': ['login', 'renewal', 'command'],
  'slow-reply': ['login', 'renewal', 'command'],
  failover: ['login', 'renewal', 'command'],
};

/** A rule for the port of a cache. */
export interface CacheFaultRule extends FaultTiming {
  readonly kind: CacheFaultKind;
  /** The name of the cache, with `*` as wildcard. Default: every cache. */
  readonly cache?: string;
  /** The user of the login or of the connection, with `*` as wildcard. Default: every user. */
  readonly user?: string;
  /** Strikes only this moment. Default: every moment of the kind. */
  readonly at?: CacheMoment;
  /**
   * For `slow-reply`: milliseconds of real time before a login or command is processed. For `failover`: how long the
   * endpoint accepts no connection, on the endpoint's clock.
   */
  readonly ms?: number;
}

export type FaultKind = CallFaultKind | CacheFaultKind;
export type FaultRule = CallFaultRule | CacheFaultRule;

/** A faults file: `{ "seed": 1, "rules": [ … ], "serviceControlPolicy": { … } }`. The first rule that strikes wins; delays add up. */
export interface FaultRules {
  /** Seed of the draws for `probability`. Default: 1, so each run gives the same faults. */
  readonly seed?: number;
  readonly rules: readonly FaultRule[];
  /** A service control policy, as an organization attaches it to an account. Its Deny statements apply to every caller. */
  readonly serviceControlPolicy?: object;
}

/** Returns whether a rule is for the port of a cache. */
export function isCacheRule(rule: FaultRule): rule is CacheFaultRule {
  return Object.hasOwn(CACHE_FAULTS, rule.kind);
}
