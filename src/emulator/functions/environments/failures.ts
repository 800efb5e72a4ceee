import { RESPONSE_LIMIT_BYTES } from '../runtime/api.js';
import type { RuntimeEvent } from '../runtime/process.js';

/** The reason why an invocation, or the start of an environment, failed. */
export interface Failure {
  readonly status: 'failure' | 'error' | 'timeout';
  readonly errorType: string;
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

/** Describes a process that exited, was ended by a signal, or used too much memory. */
export function toExitFailure(
  { code, signal }: { code: number | null; signal: NodeJS.Signals | null },
  { requestId, isOutOfMemory }: { requestId: string; isOutOfMemory: boolean },
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

/** Describes a function that reached its time-out. `nowMs` is the emulator's clock. */
export function toTimeoutFailure(
  requestId: string,
  { timeoutSeconds, nowMs }: { timeoutSeconds: number; nowMs: number },
): Failure {
  const text = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  const errorType = 'Sandbox.Timedout';
  return {
    status: 'timeout',
    errorType,
    payload: toPayload(errorType, `RequestId: ${requestId} Error: ${text}`),
    logMessage: `${new Date(nowMs).toISOString()} ${requestId} ${text}\n\n`,
  };
}

/** Describes the failed start of an environment. */
export function toStartFailure(
  event: Exclude<RuntimeEvent, { kind: 'asked' }> | { kind: 'timeout' },
  place: {
    requestId: string;
    isOutOfMemory: boolean;
    timeoutSeconds: number;
    nowMs: number;
  },
): Failure {
  if (event.kind === 'timeout') return toTimeoutFailure(place.requestId, place);
  if (event.kind === 'exited') return toExitFailure(event, place);
  return toReportedFailure(event, 'error');
}

/** Describes an error that the runtime reported, of the handler or of its start. */
export function toReportedFailure(
  { answer }: Extract<RuntimeEvent, { kind: 'answered' | 'init-failed' }>,
  status: 'failure' | 'error',
): Failure {
  if (answer.kind === 'too-large') {
    const errorType = 'Function.ResponseSizeTooLarge';
    const text = `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`;
    return { status, errorType, payload: toPayload(errorType, text) };
  }
  return { status, errorType: readErrorType(answer.body), payload: answer.body };
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
