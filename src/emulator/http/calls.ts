import type { FaultKind } from '../state/faults.js';

/** One call of a served operation. It has no parameters, which may hold secrets. */
export interface CallRecord {
  /** The SDK's service id. `cache`: not a call, but a fault that struck the port of a cache. */
  readonly service: string;
  /** For `cache`: what the fault struck, such as `login`, or `time` when it began by itself. */
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
  /** The number of calls in the list. */
  readonly size: number;
}

/** The limit bounds memory, because an endpoint may run for days. docs/LOCAL.md states it. */
export const MAX_CALLS = 50_000;

/** Everything of a call except its time. Equal ones share one object, so a call takes 16 bytes. */
type CallType = Omit<CallRecord, 'atMs'>;

/** Creates an empty call log. */
export function createCallLog(): CallLog {
  const types = new Map<string, CallType>();
  const typesOf: CallType[] = [];
  const times = new Float64Array(MAX_CALLS);
  let added = 0;

  function findType({ service, operation, status, fault }: CallRecord): CallType {
    const key = `${service} ${operation} ${status} ${fault}`;
    let type = types.get(key);
    if (!type) {
      type = { service, operation, status, ...(fault && { fault }) };
      types.set(key, type);
    }
    return type;
  }

  return {
    add(call) {
      const place = added % MAX_CALLS;
      typesOf[place] = findType(call);
      times[place] = call.atMs;
      added += 1;
    },
    list() {
      const first = added > MAX_CALLS ? added % MAX_CALLS : 0;
      const types = [...typesOf.slice(first), ...typesOf.slice(0, first)];
      return types.map(({ service, operation, status, fault }, index) => {
        const atMs = times[(first + index) % MAX_CALLS] ?? 0;
        return { service, operation, status, atMs, ...(fault && { fault }) };
      });
    },
    get size() {
      return typesOf.length;
    },
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
