/** The latest rows of one kind, each with a number. Readers remember the number of the last row that they have. */
export interface RecentRows<T> {
  readonly total: number;
  add(row: T): void;
  /** Returns the kept rows whose numbers are above `number`, oldest first. */
  after(number: number): readonly (T & { readonly number: number })[];
  find(number: number): T | undefined;
}

/** Creates an empty list that keeps `limit` rows. */
export function createRecentRows<T extends object>(limit: number): RecentRows<T> {
  const rows: (T & { readonly number: number })[] = [];
  let total = 0;
  const toIndex = (number: number): number => number - 1 - (total - rows.length);
  return {
    get total() {
      return total;
    },
    add(row) {
      total += 1;
      rows.push({ ...row, number: total });
      if (rows.length > limit) rows.shift();
    },
    after: (number) => rows.slice(Math.max(0, toIndex(number) + 1)),
    find: (number) => rows[toIndex(number)],
  };
}
