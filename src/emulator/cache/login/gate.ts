import type { Clock } from '../../state/clock.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { CacheFaultKind } from '../../state/faults.js';
import { settle } from '../../state/lifecycle.js';
import type { AwsState } from '../../state/state.js';

/** Why a cache does not check a login. */
export type Unavailable = 'closes' | 'unavailable' | 'throttled';

/** What keeps a cache from checking a login. */
export interface Obstacle {
  readonly because: Unavailable;
  /** The kind of the fault rule, if one applied. */
  readonly fault?: CacheFaultKind | undefined;
}

/** Decides which logins a cache does not even check. */
export interface LoginGate {
  /** Returns why the next login is not checked. `isToken`: IAM would check it. */
  findObstacle(isToken: boolean): Unavailable | undefined;
}

/** In the assumption that AWS limits logins with tokens: one in this time. */
const THROTTLE_MS = 1_000;

/** Creates the gate of one cache. */
export function createLoginGate(cache: ServerlessCache, aws: AwsState, clock: Clock): LoginGate {
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let tokens = 0;
  return {
    findObstacle(isToken) {
      const nowMs = clock.now();
      // A public endpoint is known before its cache is available (F11.5).
      const isEarly = settle(cache.lifecycle, nowMs) === 'creating';
      if (isEarly && cache.connectionType === 'public') return 'unavailable';
      if (nowMs < (cache.loginsFromMs ?? 0)) {
        if (aws.assumes('new-cache-port', 'closes')) return 'closes';
        if (aws.assumes('new-cache-port', 'unavailable')) return 'unavailable';
      }
      if (!isToken) return undefined;
      tokens += 1;
      if (aws.assumes('iam-logins', 'unavailable'))
        return tokens % 3 === 1 ? 'unavailable' : undefined;
      if (aws.assumes('iam-logins', 'unlimited')) return undefined;
      if (nowMs - checkedAtMs < THROTTLE_MS) return 'throttled';
      checkedAtMs = nowMs;
      return undefined;
    },
  };
}

/** Returns the words for a login that is not checked. Before the first login, AWS does not name IAM (F4.11). */
export function toWords(because: Exclude<Unavailable, 'closes'>, isRenewal: boolean): string {
  if (!isRenewal) return 'ERR service is not available';
  if (because === 'throttled') return 'ERR Exceeded limit of IAM Authentication requests';
  return 'ERR IAM Authentication service is not available';
}
