import type { LoginRecord } from '../cache/index.js';
import type { CallRecord, WatchedCall } from '../http/calls.js';
import type { InvocationRecord } from '../state/ports.js';
import { createRecentRows, type RecentRows } from './recent-rows.js';

/** What happened at the endpoint lately. */
export interface Activity {
  readonly calls: RecentRows<WatchedCall>;
  readonly logins: RecentRows<LoginRecord>;
  readonly invocations: RecentRows<InvocationRecord>;
  addCall(call: WatchedCall): void;
  /** Adds a fault that struck a cache, beside the calls. */
  addStrike(strike: CallRecord, cache: string): void;
  addLogin(login: LoginRecord): void;
  addInvocation(invocation: InvocationRecord): void;
}

/** Bounds memory: an endpoint may run for days. docs/CONSOLE.md states these limits. */
const MAX_CALLS = 500;
const MAX_LOGINS = 200;
const MAX_INVOCATIONS = 100;
/** Of a payload, an answer and a log each. */
const MAX_KEPT_BYTES = 16_384;

/** A strike is no call: it has no region, duration or request id. */
const NO_CALL = { region: '', elapsedMs: 0, requestId: '' };

/** Creates the memory of an endpoint that has just started. */
export function createActivity(): Activity {
  const calls = createRecentRows<WatchedCall>(MAX_CALLS);
  const logins = createRecentRows<LoginRecord>(MAX_LOGINS);
  const invocations = createRecentRows<InvocationRecord>(MAX_INVOCATIONS);
  return {
    ...{ calls, logins, invocations },
    addCall: (call) => calls.add(call),
    addStrike: (strike, cache) => calls.add({ ...strike, ...NO_CALL, caller: cache }),
    addLogin: (login) => logins.add(login),
    addInvocation: (invocation) => invocations.add(shorten(invocation)),
  };
}

/** Copies the kept bytes: a part of a buffer would keep the whole buffer. */
function shorten({ payload, result, ...facts }: InvocationRecord): InvocationRecord {
  const kept = (bytes: Uint8Array) => Uint8Array.from(bytes.subarray(0, MAX_KEPT_BYTES));
  return {
    ...facts,
    payload: kept(payload),
    result: result && {
      ...result,
      payload: kept(result.payload),
      log: result.log.slice(-MAX_KEPT_BYTES),
    },
  };
}
