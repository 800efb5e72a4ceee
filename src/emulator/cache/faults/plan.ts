import { type Clock, scheduleAt } from '../../state/clock.js';
import { createFaultDraw, type FaultDraw, type Strike } from '../../state/fault-draw.js';
import {
  CACHE_FAULTS,
  type CacheFaultKind,
  type CacheFaultRule,
  type CacheMoment,
  type FaultRules,
  isCacheRule,
} from '../../state/faults.js';
import { matchesName } from '../../wire/wildcards.js';

/** A login, a command or a new connection of one client. */
export interface CacheEvent {
  readonly at: CacheMoment;
  readonly cache: string;
  readonly user: string;
  /** Whether IAM would check this login. */
  readonly isToken?: boolean;
}

/** A fault that struck a cache: a client of it, or at its time the cache itself. */
export interface CacheStrike {
  readonly kind: CacheFaultKind;
  readonly at: CacheMoment | 'time';
  /** The name of the cache, or the rule's pattern. */
  readonly cache: string;
}

/** The fault rules of all caches of the endpoint. */
export interface CacheFaultPlan {
  /** Whether a rule strikes commands: only then does the port look at each of them. */
  readonly strikesCommands: boolean;
  strike(event: CacheEvent): Strike<CacheFaultRule>;
  /** Replaces the rules and sets their counters to zero. Rules for AWS calls are ignored. */
  set(rules: FaultRules): void;
  /** Calls `failOver` when a rule lets this cache fail over at its time. Returns the function that stops this. */
  watch(cache: string, failOver: (awayMs: number) => void): () => void;
  close(): void;
}

/** IAM checks only logins with a token. */
const BY_IAM: readonly CacheFaultKind[] = ['login-throttled', 'iam-unavailable'];

/** Creates a plan without rules. `onStrike` receives each strike. */
export function createCacheFaultPlan(
  clock: Clock,
  onStrike: (strike: CacheStrike) => void,
): CacheFaultPlan {
  let draw: FaultDraw<CacheFaultRule> = () => ({ delayMs: 0 });
  let strikesCommands = false;
  let cancels: (() => void)[] = [];
  const caches = new Set<{ name: string; failOver: (awayMs: number) => void }>();

  function cancel(): void {
    for (const stop of cancels) stop();
    cancels = [];
  }

  function failOver({ kind, cache, ms = 0 }: CacheFaultRule): void {
    onStrike({ kind, at: 'time', cache: cache ?? '*' });
    for (const one of caches) if (matchesName(cache, one.name)) one.failOver(ms);
  }

  return {
    get strikesCommands() {
      return strikesCommands;
    },
    strike(event) {
      const strike = draw((rule) => matches(rule, event));
      const kind = strike.rule?.kind ?? (strike.delayMs > 0 ? 'slow-reply' : undefined);
      if (kind) onStrike({ kind, at: event.at, cache: event.cache });
      return strike;
    },
    set({ rules, seed }) {
      cancel();
      const own = rules.filter(isCacheRule);
      const counted = own.filter((rule) => !isTimed(rule)).map(withCount);
      draw = createFaultDraw(counted, { seed, clock });
      strikesCommands = counted.some((rule) => toMoments(rule).includes('command'));
      cancels = own.filter(isTimed).map((rule) => {
        return scheduleAt(clock, clock.now() + (rule.afterMs ?? 0), () => failOver(rule));
      });
    },
    watch(name, onFailOver) {
      const entry = { name, failOver: onFailOver };
      caches.add(entry);
      return () => caches.delete(entry);
    },
    close: cancel,
  };
}

/** A fail-over starts at its time, unless a key says which login or command starts it. */
function isTimed({ kind, afterMs: _, cache: __, ms: ___, ...others }: CacheFaultRule): boolean {
  return kind === 'failover' && Object.values(others).every((value) => value === undefined);
}

/** Otherwise the first command after a fail-over would start the next one. */
function withCount(rule: CacheFaultRule): CacheFaultRule {
  return rule.kind === 'failover' ? { count: 1, ...rule } : rule;
}

function toMoments({ kind, at }: CacheFaultRule): readonly CacheMoment[] {
  return at === undefined ? CACHE_FAULTS[kind] : [at];
}

function matches(rule: CacheFaultRule, { at, cache, user, isToken = false }: CacheEvent): boolean {
  if (!toMoments(rule).includes(at) || (BY_IAM.includes(rule.kind) && !isToken)) return false;
  return matchesName(rule.cache, cache) && matchesName(rule.user, user);
}
