/**
 * Calls `run` for each item, at most `limit` at once, and gives the results in the items' order.
 * After a failure no further item is begun.
 * @throws what `run` throws first
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  let isOver = false;
  const work = async () => {
    // All workers take from the same iterator.
    for (const [index, item] of rest) {
      if (isOver) return;
      results[index] = await run(item);
    }
  };
  try {
    await Promise.all(Array.from({ length: limit }, work));
  } finally {
    isOver = true;
  }
  return results;
}
