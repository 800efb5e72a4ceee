import type { FaultKind } from './faults/rules.js';

/** One call of a served operation. It has no parameters, which may hold secrets. */
export interface CallRecord {
  /** The SDK's service id. */
  readonly service: string;
  readonly operation: string;
  /** The HTTP status, or 0 if the call got no answer. */
  readonly status: number;
  /** When the call came, on the emulator's clock. */
  readonly atMs: number;
  /** The kind of the fault rule that applied, if any. */
  readonly fault?: FaultKind | undefined;
}

/** A call for those who watch the endpoint: with its caller and its duration. */
export interface WatchedCall extends CallRecord {
  readonly region: string;
  /** The caller's ARN. */
  readonly caller: string;
  readonly elapsedMs: number;
  readonly requestId: string;
}

/** The latest calls, oldest first. */
export interface CallLog {
  add(call: CallRecord): void;
  list(): readonly CallRecord[];
}

// Bounds memory: an endpoint may run for days.
const MAX_CALLS = 50_000;

/** Creates an empty call log. */
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

/** A call that is about to take effect, or that took effect and has no answer yet. */
export interface CallMoment {
  readonly phase: 'before' | 'after';
  /** The SDK's service id. */
  readonly service: string;
  readonly operation: string;
}

/**
 * Called before and after each call takes effect, unless a fault rule prevents the effect (`after`: only if the
 * call succeeded). The call waits for the hook. `drop` cuts the connection: the caller gets no answer.
 */
export type CallHook = (moment: CallMoment) => 'drop' | undefined | Promise<'drop' | undefined>;
