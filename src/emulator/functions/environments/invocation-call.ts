import { randomBytes } from 'node:crypto';
import type { Clock } from '../../state/clock.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { Invocation } from '../../state/ports.js';
import type { NextCall } from '../runtime/api.js';

/** Two clocks that are read one after the other differ by less than this, in milliseconds. */
const SAME_TIME_MS = 50;

/** An invocation as the Runtime API hands it out; the deadline is in the machine's time. */
export function toCall(
  { requestId, payload, clientContext }: Invocation,
  { fn, clock, deadlineMs }: { fn: LambdaFunction; clock: Clock; deadlineMs: number },
): NextCall {
  const offsetMs = toClockOffset(clock);
  return {
    requestId,
    payload,
    headers: {
      'Lambda-Runtime-Deadline-Ms': String(Math.floor(deadlineMs)),
      'Lambda-Runtime-Invoked-Function-Arn': fn.arn,
      'Lambda-Runtime-Trace-Id': createTraceId(clock.now()),
      ...(clientContext === undefined ? {} : { 'Lambda-Runtime-Client-Context': clientContext }),
      // Not AWS's: our runtime moves the function's clock, others do not know it.
      ...(offsetMs === 0 ? {} : { 'Valkey-Lab-Clock-Offset-Ms': String(offsetMs) }),
    },
  };
}

/** How far the emulator's clock is ahead of the machine's: 0, unless somebody moved it. */
export function toClockOffset(clock: Clock): number {
  const offsetMs = clock.now() - Date.now();
  return Math.abs(offsetMs) < SAME_TIME_MS ? 0 : offsetMs;
}

/** X-Ray's header; nothing is traced here. */
function createTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
