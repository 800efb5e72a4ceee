import { RESPONSE_LIMIT_BYTES } from '../runtime/api.js';
import type { RuntimeEvent } from '../runtime/process.js';

/** The reason why an invocation, or the start of an environment, failed. */
export interface Failure {
  readonly status: 'failure' | 'error' | 'timeout';
  /** The error type in Lambda's log, which has none for a time-out. */
  readonly errorType?: string | undefined;
  /** The payload of the answer: JSON with `errorType` and `errorMessage`. */
  readonly payload: Uint8Array;
  /** Lambda's own log line. */
  readonly logMessage?: string | undefined;
}

/** Go's names for signals, which Lambda uses in its messages. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** The circumstances of a failure. */
export interface FailurePlace {
  readonly requestId: string;
  readonly isOutOfMemory: boolean;
  readonly timeoutSeconds: number;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly nowMs: number;
}

/** Describes the event that made an invocation, or the start of an environment, fail. */
export function toFailure(
  event: Exclude<RuntimeEvent, { kind: 'asked' }> | { readonly kind: 'timeout' },
  place: FailurePlace,
): Failure {
  if (event.kind === 'timeout') return toTimeoutFailure(place);
  if (event.kind === 'exited') return toExitFailure(event, place);
  const status = event.kind === 'answered' ? 'failure' : 'error';
  const { kind, body } = event.answer;
  if (kind !== 'too-large') return { status, errorType: readErrorType(body), payload: body };
  const errorType = 'Function.ResponseSizeTooLarge';
  const text = `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`;
  return { status, errorType, payload: toPayload(errorType, text) };
}

function toExitFailure(
  { code, signal }: Extract<RuntimeEvent, { kind: 'exited' }>,
  { requestId, isOutOfMemory }: FailurePlace,
): Failure {
  const errorType = isOutOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  const errorMessage = `RequestId: ${requestId} Error: ${toExitText(code, signal)}`;
  return {
    status: 'error',
    errorType,
    payload: toPayload(errorType, errorMessage),
    logMessage: `${errorMessage}\n${errorType}\n`,
  };
}

function toTimeoutFailure({ requestId, timeoutSeconds, nowMs }: FailurePlace): Failure {
  const text = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return {
    status: 'timeout',
    payload: toPayload('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`),
    logMessage: `${new Date(nowMs).toISOString()} ${requestId} ${text}\n\n`,
  };
}

function toExitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) {
    return `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  }
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

function toPayload(errorType: string, errorMessage: string): Uint8Array {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

function readErrorType(body: Uint8Array): string {
  try {
    const parsed = JSON.parse(Buffer.from(body).toString('utf8')) as { errorType?: unknown };
    if (typeof parsed.errorType === 'string') return parsed.errorType;
  } catch {
    // A custom runtime may report any text.
  }
  return 'Runtime.Unknown';
}
