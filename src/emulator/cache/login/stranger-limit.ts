import type { ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';

/** Decides when a connection that does not log in is closed. */
export interface StrangerLimit {
  /** Reads the server's next bytes. Returns true when the client has sent too many commands without a login. */
  isReached(reply: Buffer): boolean;
}

const NOAUTH = '-NOAUTH ';
const NO_LIMIT: StrangerLimit = { isReached: () => false };

/** Creates the limit of one connection. Only a public endpoint has one (F11.8). */
export function createStrangerLimit(cache: ServerlessCache, aws: AwsState): StrangerLimit {
  if (cache.connectionType !== 'public') return NO_LIMIT;
  const limit = aws.assumes('unauthenticated-commands', 'ten') ? 10 : 3;
  let count = 0;
  /** The end of the previous bytes, where a reply may begin. */
  let tail = '';
  return {
    isReached(reply) {
      const text = tail + reply.toString('latin1');
      count += text.split(NOAUTH).length - 1;
      tail = text.slice(1 - NOAUTH.length);
      return count >= limit;
    },
  };
}
