import type { Clock } from '../../src/emulator/index.js';
import { followClock } from './iam-clock.js';
import type { TlsCache } from './tls-cache.js';

/** Returns the options of a library client for this cache and its user, with a clock that the test moves. */
export function toIamClientOptions({ host, port, ca }: TlsCache, clock: Clock) {
  return {
    ...{ host, port, ca },
    ...{ cacheName: 'cache-01', userId: 'iam-user-01', region: 'us-east-1' },
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    clock: followClock(clock),
    random: () => 0.5,
  };
}
