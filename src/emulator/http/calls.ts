import type { FaultKind } from './faults/rules.js';

/** One call that named a served operation. No parameters: they may hold secrets. */
export interface CallRecord {
  /** The SDK's service id. */
  readonly service: string;
  readonly operation: string;
  /** The HTTP status; 0 when a fault rule left the call without an answer. */
  readonly status: number;
  /** When it came, on the emulator's clock. */
  readonly atMs: number;
  /** The kind of the fault rule that struck it, if one did. */
  readonly fault?: FaultKind | undefined;
}

/** The latest calls, oldest first. */
export interface CallLog {
  add(call: CallRecord): void;
  list(): readonly CallRecord[];
}

// An endpoint may run for days: memory is bounded.
const MAX_CALLS = 50_000;

/** An empty call log. */
export function createCallLog(): CallLog {
  let calls: CallRecord[] = [];
  return {
    add(call) {
      calls.push(call);
      if (calls.length > 2 * MAX_CALLS) calls = calls.slice(-MAX_CALLS);
    },
    list: () => calls.slice(-MAX_CALLS),
  };
}

/** A call that is about to take effect, or that has just done so and is not answered yet. */
export interface CallMoment {
  readonly phase: 'before' | 'after';
  /** The SDK's service id. */
  readonly service: string;
  readonly operation: string;
}

/**
 * Told of both moments of each call that no fault rule keeps from taking effect (`after`: only if it
 * succeeded); the call waits for it. `drop` cuts the connection there: the caller gets no answer.
 */
export type CallHook = (moment: CallMoment) => 'drop' | undefined | Promise<'drop' | undefined>;
