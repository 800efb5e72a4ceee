import { type AwsFault, fault } from '../../wire/fault.js';
import type { ServiceModel } from '../../wire/service-model.js';
import { matchesTokens } from '../../wire/wildcards.js';
import type { FaultRule, FaultRules } from './rules.js';

/** The faults of one call. `delayMs` comes first. */
export interface Strike {
  readonly delayMs: number;
  /** The rule that applied, unless it was only a delay. */
  readonly rule?: FaultRule | undefined;
}

/** What the account's callers meet: the organization's policy, and the faults of single calls. */
export interface FaultPlan {
  /** The organization's policy (JSON). */
  readonly serviceControlPolicy: string | undefined;
  strike(service: string, operation: string): Strike;
}

/** Creates a plan with all counters at zero. The same rules, seed and calls give the same strikes. */
export function createFaultPlan(rules: FaultRules = { rules: [] }): FaultPlan {
  const random = createRandom(rules.seed ?? 1);
  const { serviceControlPolicy: policy } = rules;
  const counters = rules.rules.map((rule) => ({ rule, met: 0, struck: 0 }));
  return {
    serviceControlPolicy: policy && JSON.stringify(policy),
    strike(service, operation) {
      let delayMs = 0;
      for (const counter of counters) {
        const { rule } = counter;
        if (!isNamed(rule.service, service) || !isNamed(rule.operation, operation)) continue;
        if (!isStruck(counter, random)) continue;
        if (rule.kind !== 'delay') return { delayMs, rule };
        delayMs += rule.ms ?? 0;
      }
      return { delayMs };
    },
  };
}

/** Creates the error that a service answers when it is called too often. */
export function toThrottle(model: ServiceModel): AwsFault {
  if (model.protocol === 'ec2Query') {
    return fault('RequestLimitExceeded', 'Request limit exceeded.', { status: 503 });
  }
  if (model.protocol === 'restJson1') {
    return fault('TooManyRequestsException', 'Rate exceeded', {
      members: { Reason: 'CallerRateLimitExceeded' },
    });
  }
  if (model.protocol === 'awsJson1_1') return fault('ThrottlingException', 'Rate exceeded');
  return fault('Throttling', 'Rate exceeded');
}

/** Creates the error of a rule with kind `error`. */
export function toRuleFault(rule: FaultRule): AwsFault {
  const message = rule.message ?? 'This error comes from the faults file.';
  const options = rule.status === undefined ? {} : { status: rule.status };
  return fault(rule.code ?? 'InternalFailure', message, options);
}

interface Counter {
  readonly rule: FaultRule;
  met: number;
  struck: number;
}

function isNamed(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined) return true;
  // `*` is the only wildcard. Case is ignored.
  const tokens = [...pattern.toLowerCase()].map((literal) =>
    literal === '*' ? literal : { literal },
  );
  return matchesTokens(tokens, name.toLowerCase());
}

function isStruck(counter: Counter, random: () => number): boolean {
  const { rule } = counter;
  counter.met += 1;
  const met = counter.met - (rule.skip ?? 0);
  if (met <= 0 || counter.struck >= (rule.count ?? Number.POSITIVE_INFINITY)) return false;
  if (rule.every !== undefined && met % rule.every !== 0) return false;
  if (rule.probability !== undefined && random() >= rule.probability) return false;
  counter.struck += 1;
  return true;
}

/** Creates a pseudo-random generator (mulberry32), which is small and gives the same numbers on every machine. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
