import type { Clock } from './clock.js';
import type { FaultRule, FaultTiming } from './faults.js';

/** What strikes one call, login, command or connection. `delayMs` comes first. */
export interface Strike<Rule> {
  readonly delayMs: number;
  /** The rule that applied, unless it was only a delay. */
  readonly rule?: Rule | undefined;
}

/** Returns the strike of the next event. `matches`: whether a rule is for such events. */
export type FaultDraw<Rule> = (matches: (rule: Rule) => boolean) => Strike<Rule>;

/**
 * Creates a draw with all counters at zero. The first rule that strikes wins; delays add up. The same rules, seed and
 * events give the same strikes.
 */
export function createFaultDraw<Rule extends FaultRule>(
  rules: readonly Rule[],
  { seed = 1, clock }: { readonly seed?: number | undefined; readonly clock: Clock },
): FaultDraw<Rule> {
  const random = createRandom(seed);
  const setAtMs = clock.now();
  const counters = rules.map((rule) => ({ rule, met: 0, struck: 0 }));
  return (matches) => {
    let delayMs = 0;
    for (const counter of counters) {
      const { rule } = counter;
      if (!matches(rule) || !isInTime(rule, clock.now() - setAtMs)) continue;
      if (!isStruck(counter, random)) continue;
      if (rule.kind !== 'delay' && rule.kind !== 'slow-reply') return { delayMs, rule };
      delayMs += rule.ms ?? 0;
    }
    return { delayMs };
  };
}

interface Counter {
  readonly rule: FaultTiming;
  met: number;
  struck: number;
}

function isInTime({ afterMs = 0, forMs }: FaultTiming, ageMs: number): boolean {
  return ageMs >= afterMs && (forMs === undefined || ageMs < afterMs + forMs);
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
