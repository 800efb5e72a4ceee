import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../state/clock.js';
import type { CacheFaultKind } from '../../state/faults.js';
import type { Obstacle } from '../login/gate.js';
import type { CacheFaultPlan } from './plan.js';

/** What happens to a command. `delayMs` comes first. */
export interface CommandFate {
  readonly delayMs: number;
  readonly outcome: 'pass' | 'refuse' | 'cut';
}

/** A login that a fault may strike. */
export interface StruckLogin {
  readonly user: string;
  readonly isToken: boolean;
  readonly isRenewal: boolean;
}

/** The faults of one cache. */
export interface CacheFaults {
  readonly strikesCommands: boolean;
  strikeCommand(user: string): CommandFate;
  /** Returns why the login is not checked. Takes the time of a `slow-reply`. */
  strikeLogin(login: StruckLogin): Obstacle | undefined | Promise<Obstacle | undefined>;
  /** Returns whether a new connection is one too many. */
  strikeConnection(): boolean;
  /** Whether the endpoint accepts no connection, because of a fail-over. */
  isAway(): boolean;
  close(): void;
}

interface FaultyCache {
  readonly name: string;
  readonly clock: Clock;
  log(line: string): void;
  /** Ends all connections. */
  cutAll(): void;
}

const OBSTACLES: Readonly<Partial<Record<CacheFaultKind, Obstacle['because']>>> = {
  'login-throttled': 'throttled',
  'iam-unavailable': 'unavailable',
  busy: 'unavailable',
};

/** Creates the faults of one cache from the plan of all. */
export function createCacheFaults(
  plan: CacheFaultPlan,
  { name, clock, log, cutAll }: FaultyCache,
): CacheFaults {
  let awayUntilMs = Number.NEGATIVE_INFINITY;

  function failOver(awayMs: number): void {
    awayUntilMs = clock.now() + awayMs;
    log(`fault failover: all connections end; the endpoint is back in ${awayMs} ms.`);
    cutAll();
  }

  const stopWatching = plan.watch(name, failOver);
  return {
    get strikesCommands() {
      return plan.strikesCommands;
    },
    strikeCommand(user) {
      const { rule, delayMs } = plan.strike({ at: 'command', cache: name, user });
      if (!rule) return { delayMs, outcome: 'pass' };
      log(`fault ${rule.kind} struck a command.`);
      if (rule.kind === 'busy') return { delayMs, outcome: 'refuse' };
      if (rule.kind === 'failover') failOver(rule.ms ?? 0);
      return { delayMs, outcome: 'cut' };
    },
    strikeLogin({ user, isToken, isRenewal }) {
      const at = isRenewal ? 'renewal' : 'login';
      const { rule, delayMs } = plan.strike({ at, cache: name, user, isToken });
      if (rule?.kind === 'failover') failOver(rule.ms ?? 0);
      const obstacle = rule && { because: OBSTACLES[rule.kind] ?? 'closes', fault: rule.kind };
      // Without `ref`, a delayed answer does not keep the process running.
      return delayMs > 0 ? delay(delayMs, obstacle, { ref: false }) : obstacle;
    },
    strikeConnection() {
      const { rule } = plan.strike({ at: 'connection', cache: name, user: '' });
      if (rule) log(`fault ${rule.kind} refused a connection.`);
      return rule !== undefined;
    },
    isAway: () => clock.now() < awayUntilMs,
    close: stopWatching,
  };
}
