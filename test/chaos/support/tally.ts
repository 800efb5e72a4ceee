import type { TestContext } from 'vitest';
import { expect } from 'vitest';
import type { ChaosLab } from './chaos-lab.js';

/** What was tried and what came of it: the rows of the table, with their numbers. */
export type Tally = Record<string, number>;

declare module 'vitest' {
  interface TaskMeta {
    tally?: Tally;
  }
}

/** Adds to the table that is printed at the end. */
export function count({ task }: TestContext, row: string, by = 1): void {
  task.meta.tally ??= {};
  task.meta.tally[row] = (task.meta.tally[row] ?? 0) + by;
}

/** The lab is gone, and nothing of it is left; a leak is counted before it fails the test. */
export function expectNothingLeft(context: TestContext, { emulator }: ChaosLab): void {
  if (!emulator.isEmpty()) count(context, 'leaks');
  expect(emulator.isEmpty()).toBe(true);
}

/** The calls that fault rules have struck, by their kind. */
export function countFaults(context: TestContext, { emulator }: ChaosLab): void {
  for (const { fault } of emulator.calls()) if (fault) count(context, `faults: ${fault}`);
}
