import type { Clock } from '../../state/clock.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import { settle } from '../../state/lifecycle.js';
import type { AwsState } from '../../state/state.js';

/** The answer to a login that is not checked, whatever the reason (F4.11). */
export const UNAVAILABLE = 'ERR service is not available';

/** Why a cache does not check a login. */
export type Unavailable = 'closes' | 'unavailable' | 'throttled';

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
