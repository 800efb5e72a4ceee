import { sleep, toPollIntervalMs, type Waiter } from './wait.js';

/** A refusal that AWS takes back by itself, because it has not yet seen what was made before. */
export interface Propagation {
  /** What it is waiting for, in words. */
  readonly status: string;
  readonly forMs: number;
  isTransient(error: unknown): boolean;
}

/** Calls again while AWS refuses for a reason that passes; other errors come through at once. */
export async function retryWhile<T>(
  waiter: Waiter,
  { status, forMs, isTransient }: Propagation,
  attempt: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const elapsedMs = Math.round(performance.now() - started);
      if (!isTransient(error) || elapsedMs >= forMs) throw error;
      waiter.report({ type: 'waiting', resource: waiter.resource, status, elapsedMs });
      await sleep(Math.max(toPollIntervalMs(elapsedMs), 500), waiter.signal);
    }
  }
}
