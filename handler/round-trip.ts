import { toCommandError } from '../src/iam-auth/command-error.js';
import type { CacheClient } from './cache-session.js';

const KEY = 'uuid';

export interface RoundTrip {
  readonly fetched: string | null;
  /** Milliseconds from sending the transaction to the reply to SET. */
  readonly setMs: number;
  /** Milliseconds from sending the transaction to the reply to GET. */
  readonly getMs: number;
}

/**
 * Writes the value and reads it back in one transaction. This takes one round trip, and a parallel invocation cannot
 * write the key in between. Both times begin with sending, so they overlap, and `getMs` is the total.
 * Throws `IamAuthError` for a refused command and for a lost connection.
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
