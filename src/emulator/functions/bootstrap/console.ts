import { format } from 'node:util';
import { toErrorLine } from './errors.js';
import type { Generation, RuntimeSettings } from './settings.js';

/** AWS's levels, lowest first. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

/** The log of a function. */
export interface FunctionLog {
  /** Sets the request id of the following lines. */
  setRequestId(requestId: string): void;
  /** Writes the runtime's own report of an error (`Invoke Error`, `Uncaught Exception`). */
  logError(title: string, error: unknown): void;
}

/**
 * Patches console.* as AWS's runtime does: it writes `<time>\t<request id>\t<level>\t<text>`, or JSON. One call
 * must become one log event, so line feeds become carriage returns. The emulator's reader turns them back.
 */
export function patchConsole({ generation, isJsonLog, logLevel }: RuntimeSettings): FunctionLog {
  // Before the first invocation, AWS's older runtime prints `undefined` in text lines, the newer one `-`.
  let requestId = generation === 'callback' ? undefined : '-';
  const lowest = Math.max(LEVELS.indexOf(logLevel as Level), 0);

  const write = (level: Level, message: unknown, params: unknown[]): void => {
    const time = new Date().toISOString();
    const line = isJsonLog
      ? toJsonLine({ generation, time, level, requestId }, [message, ...params])
      : [time, String(requestId), level, format(message, ...params)].join('\t');
    process.stdout.write(`${line.replaceAll('\n', '\r')}\n`);
  };
  const toMethod = (level: Level) => {
    if (LEVELS.indexOf(level) < lowest) return () => undefined;
    return (message?: unknown, ...params: unknown[]) => write(level, message, params);
  };
  const methods = {
    trace: toMethod('TRACE'),
    debug: toMethod('DEBUG'),
    info: toMethod('INFO'),
    log: toMethod('INFO'),
    warn: toMethod('WARN'),
    error: toMethod('ERROR'),
    fatal: toMethod('FATAL'),
  };
  Object.assign(console, methods);

  return {
    setRequestId(id) {
      requestId = id;
    },
    logError(title, error) {
      if (isJsonLog) {
        methods.error(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      methods.error(title, `\t${toErrorLine(generation, error)}`);
    },
  };
}

function toJsonLine(
  head: { generation: Generation; time: string; level: Level; requestId: string | undefined },
  args: readonly unknown[],
): string {
  const line: Record<string, unknown> = {
    timestamp: head.time,
    level: head.level,
    requestId: head.requestId,
  };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...line, message: args[0] }, (_key, value: unknown) =>
        value instanceof Error ? { ...toErrorFields(value), ...value } : value,
      );
    } catch {
      return JSON.stringify({ ...line, message: format(args[0]) });
    }
  }
  // With several arguments, the newer runtime looks for an error only after the first one.
  const error = args.slice(head.generation === 'async' ? 1 : 0).find((arg) => arg instanceof Error);
  return JSON.stringify({
    ...line,
    message: format(...args),
    ...(error ? toErrorFields(error) : {}),
  });
}

function toErrorFields(error: Error): Record<string, unknown> {
  return {
    errorType: error.constructor.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n') ?? [],
  };
}

/**
 * Makes writes to stdout and stderr block, as writes to Lambda's log descriptor do. All output arrives before the
 * answer, and process.exit() loses none of it.
 */
export function makeOutputBlocking(): void {
  for (const stream of [process.stdout, process.stderr]) {
    // Node.js has no public API for this.
    const { _handle } = stream as { _handle?: { setBlocking?: (isBlocking: boolean) => void } };
    _handle?.setBlocking?.(true);
  }
}
