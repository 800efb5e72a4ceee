import type { CallMoment } from '../../../src/emulator/index.js';

/** The place of a call among the calls of its operation. Calls run in parallel, so their overall order varies. */
export interface CallPlace {
  readonly operation: string;
  /** From 1. */
  readonly occurrence: number;
}

const READS = /^(Describe|List|Get|Filter)/;

/** Returns whether the operation only reads. */
export function isRead(operation: string): boolean {
  return READS.test(operation);
}

/** Creates a function that numbers the calls of each operation and phase. */
export function createCounter(): (moment: CallMoment) => CallPlace {
  const counts = new Map<string, number>();
  return ({ operation, phase }) => {
    const key = `${operation} ${phase}`;
    const occurrence = (counts.get(key) ?? 0) + 1;
    counts.set(key, occurrence);
    return { operation, occurrence };
  };
}

/** Returns a text such as `CreateUser` or `CreateUser (2)`. */
export function toPlaceText({ operation, occurrence }: CallPlace): string {
  return occurrence === 1 ? operation : `${operation} (${occurrence})`;
}
