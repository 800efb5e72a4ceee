import type { CallMoment } from '../../../src/emulator/index.js';

/** A call of a run: the how-many-eth of its operation. Runs in parallel, so a plain number would not do. */
export interface CallPlace {
  readonly operation: string;
  /** From 1. */
  readonly occurrence: number;
}

const READS = /^(Describe|List|Get|Filter)/;

/** Whether a call of this name changes nothing. */
export function isRead(operation: string): boolean {
  return READS.test(operation);
}

/** Numbers the calls of a run by operation. */
export function createCounter(): (moment: CallMoment) => CallPlace {
  const counts = new Map<string, number>();
  return ({ operation, phase }) => {
    const key = `${operation} ${phase}`;
    const occurrence = (counts.get(key) ?? 0) + 1;
    counts.set(key, occurrence);
    return { operation, occurrence };
  };
}

/** `CreateUser`, `CreateUser (2)`. */
export function toPlaceText({ operation, occurrence }: CallPlace): string {
  return occurrence === 1 ? operation : `${operation} (${occurrence})`;
}
