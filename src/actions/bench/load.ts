/** How much is asked for. */
export interface Load {
  readonly count: number;
  readonly concurrency: number;
  /** Ends it before the next call; its reason is thrown. */
  readonly signal: AbortSignal;
}

/**
 * Calls `count` times, `concurrency` at once: each worker begins its next call when its last one has ended.
 * A call that throws ends all workers; what is in flight is awaited.
 */
export async function runLoad(
  { count, concurrency, signal }: Load,
  call: () => Promise<void>,
): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      signal.throwIfAborted();
      left -= 1;
      try {
        await call();
      } catch (error) {
        left = 0;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(count, concurrency) }, work);
  const ended = await Promise.allSettled(workers);
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
