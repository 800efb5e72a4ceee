import { realTime } from './time.js';
import { toPollIntervalMs, type Waiter } from './wait.js';

/** A refusal that AWS takes back by itself, because it has not yet seen what was made before. */
export interface Propagation {
  /** What it is waiting for, in words. */
  readonly status: string;
  /** For how long, counted from the first call; it may depend on what AWS said last. */
  readonly forMs: number | ((error: unknown) => number);
  isTransient(error: unknown): boolean;
}

/** Calls again while AWS refuses for a reason that passes; other errors come through at once. */
export async function retryWhile<T>(
  waiter: Waiter,
  { status, forMs, isTransient }: Propagation,
  attempt: () => Promise<T>,
): Promise<T> {
  const time = waiter.time ?? realTime;
  const started = time.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const elapsedMs = Math.round(time.now() - started);
      const limitMs = typeof forMs === 'number' ? forMs : forMs(error);
      if (!isTransient(error) || elapsedMs >= limitMs) throw error;
      waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
      await time.sleep(Math.max(toPollIntervalMs(elapsedMs), 500), waiter.signal);
    }
  }
}
