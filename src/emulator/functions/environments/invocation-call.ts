import { randomBytes } from 'node:crypto';
import type { Clock } from '../../state/clock.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { Invocation } from '../../state/ports.js';
import type { NextCall } from '../runtime/api.js';

/** The difference, in milliseconds, that reading two equal clocks one after the other can show. */
const SAME_TIME_MS = 50;

/** Turns an invocation into a call of the Runtime API. The deadline is in the machine's time. */
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
      // Not on AWS: the emulator's runtime sets the function's clock from this header. Other runtimes ignore it.
      ...(offsetMs === 0 ? {} : { 'Valkey-Lab-Clock-Offset-Ms': String(offsetMs) }),
    },
  };
}

/** Returns the milliseconds by which the emulator's clock is ahead of the machine's; 0 if no test moved it. */
export function toClockOffset(clock: Clock): number {
  const offsetMs = clock.now() - Date.now();
  return Math.abs(offsetMs) < SAME_TIME_MS ? 0 : offsetMs;
}

/** Creates X-Ray's header. The emulator records no traces. */
function createTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
