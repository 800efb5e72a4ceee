/** The calls to make. */
export interface Load {
  readonly count: number;
  readonly concurrency: number;
  /** Ends the load before the next call, which throws the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Makes `count` calls, `concurrency` at once. Each worker begins its next call when its last call has ended.
 * When a call throws, all workers stop after their current calls, and the error is thrown.
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
