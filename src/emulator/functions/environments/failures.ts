import { RESPONSE_LIMIT_BYTES } from '../runtime/api.js';
import type { RuntimeEvent } from '../runtime/process.js';

/** Why an invocation, or the start of an environment, came to nothing. */
export interface Failure {
  readonly status: 'failure' | 'error' | 'timeout';
  readonly errorType: string;
  /** The payload of the answer: JSON with `errorType` and `errorMessage`. */
  readonly payload: Uint8Array;
  /** What Lambda itself writes to the log. */
  readonly logMessage?: string | undefined;
}

/** Go's words for signals: Lambda's own program is written in it. */
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

/** The process ended: by itself, by a signal, or because it took more memory than it has. */
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

/** The function took longer than it may. `nowMs` is the emulator's clock. */
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

/** The start of an environment came to nothing. */
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

/** The runtime reported an error: of the handler, or of its start. */
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
    // A runtime that is not AWS's may report whatever it likes.
  }
  return 'Runtime.Unknown';
}
