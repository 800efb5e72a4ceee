import { toCommandError } from '../src/iam-auth/command-error.js';
import type { CacheClient } from './cache-session.js';

const KEY = 'uuid';

export interface RoundTrip {
  readonly fetched: string | null;
  /** Milliseconds from sending until the cache had taken the SET. */
  readonly setMs: number;
  /** Milliseconds from sending until the value of the GET was here. */
  readonly getMs: number;
}

/**
 * Writes the value and reads it back as one transaction: one round trip, and no invocation that runs at the same
 * time can write the key in between. Both times begin when it is sent, so they overlap; `getMs` is the whole.
 */
export async function exchange(client: CacheClient, value: string): Promise<RoundTrip> {
  const sentAt = performance.now();
  let setMs = 0;
  const noteSet = () => {
    setMs = performance.now() - sentAt;
  };
  try {
    const replies = await client.multi().set(KEY, value, noteSet).get(KEY).exec();
    return { fetched: findValue(replies), setMs, getMs: performance.now() - sentAt };
  } catch (error) {
    throw toCommandError(error);
  }
}

type Replies = Awaited<ReturnType<ReturnType<CacheClient['multi']>['exec']>>;

function findValue(replies: Replies): string | null {
  for (const [error] of replies ?? []) if (error) throw error;
  const value = replies?.at(-1)?.[1];
  return typeof value === 'string' ? value : null;
}
