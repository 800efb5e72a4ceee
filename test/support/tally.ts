import type { TestContext } from 'vitest';

/** The rows of the table at the end of a suite: each counts how often the suite tried one thing. */
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
