import type { TestContext } from 'vitest';

/** What a suite tried and how often: the rows of the table that is printed at its end. */
export type Tally = Record<string, number>;

declare module 'vitest' {
  interface TaskMeta {
    tally?: Tally;
  }
}

/** Adds to a row of the table. */
export function count({ task }: TestContext, row: string, by = 1): void {
  task.meta.tally ??= {};
  task.meta.tally[row] = (task.meta.tally[row] ?? 0) + by;
}
