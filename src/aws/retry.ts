import { realTime } from './time.js';
import { toPollIntervalMs, type Waiter } from './wait.js';

/** A refusal that ends by itself, because AWS has not yet seen an earlier change. */
export interface Propagation {
  /** Says what the program waits for. */
  readonly status: string;
  /** The limit, counted from the first call. It may depend on AWS's last error. */
  readonly forMs: number | ((error: unknown) => number);
  isTransient(error: unknown): boolean;
}

/**
 * Repeats a call while its error is transient, for one of the reasons. Throws any other error at once, and the last one at
 * the limit.
 */
export async function retryWhile<T>(
  waiter: Waiter,
  reasons: Propagation | readonly Propagation[],
  attempt: () => Promise<T>,
): Promise<T> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const elapsedMs = Math.round(time.now() - started);
      const reason = [reasons].flat().find(({ isTransient }) => isTransient(error));
      if (!reason) throw error;
      const { status, forMs } = reason;
      if (elapsedMs >= (typeof forMs === 'number' ? forMs : forMs(error))) throw error;
      waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
      await time.sleep(Math.max(toPollIntervalMs(elapsedMs), 500), waiter.signal);
    }
  }
}
