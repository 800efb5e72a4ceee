import { types } from 'node:util';
import type { Generation } from './settings.js';

/** The errors of AWS's Node.js runtime. The answer's `errorType` is `Runtime.<name>`. */
export type RuntimeErrorName =
  | 'CallbackHandlerDeprecated'
  | 'HandlerNotFound'
  | 'ImportModuleError'
  | 'InvalidStreamingOperation'
  | 'JSONStringifyError'
  | 'MalformedHandlerName'
  | 'MalformedStreamingHandler'
  | 'UnhandledPromiseRejection'
  | 'UserCodeSyntaxError';

/** Class names in the newer runtime that differ from the error's name. JSON logs show the class name. */
const ASYNC_CLASSES: Partial<Record<RuntimeErrorName, string>> = {
  CallbackHandlerDeprecated: 'CallbackHandlerDeprecatedError',
  HandlerNotFound: 'HandlerNotFoundError',
  MalformedHandlerName: 'MalformedHandlerNameError',
};

/** Creates one of the runtime's errors. `cause` is its message or the original error. */
export function runtimeError(
  generation: Generation,
  name: RuntimeErrorName,
  cause: unknown,
): Error {
  const isAsync = generation === 'async';
  const className = (isAsync ? ASYNC_CLASSES[name] : undefined) ?? name;
  const RuntimeError = { [className]: class extends Error {} }[className] ?? Error;
  // The older runtime sets the name in the prototype. In the newer one it is a field, which logs show.
  if (!isAsync) Object.defineProperty(RuntimeError.prototype, 'name', { value: `Runtime.${name}` });
  const error = new RuntimeError(String(cause));
  if (isAsync) error.name = `Runtime.${name}`;
  return error;
}

/** Creates the error for a syntax error in the function's code. From Node.js 24 on, its stack names the place. */
export function userCodeSyntaxError(generation: Generation, cause: SyntaxError): Error {
  const error = runtimeError(generation, 'UserCodeSyntaxError', cause);
  if (generation === 'async' && cause.stack !== undefined) error.stack = cause.stack;
  return error;
}

/** An error in the form of the Runtime API. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

const UNREADABLE = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
};

/** Turns any thrown value into a report, as AWS's runtime does. */
export function toErrorReport(generation: Generation, error: unknown): ErrorReport {
  const isAsync = generation === 'async';
  try {
    if (!(isAsync ? error instanceof Error : isErrorLike(error))) {
      return { errorType: typeof error, errorMessage: String(error), trace: [] };
    }
    const { name, message, stack } = error as Error;
    return {
      errorType: withoutDelete(name),
      errorMessage: withoutDelete(message),
      trace: isAsync && stack === undefined ? [] : withoutDelete(stack as string).split('\n'),
    };
  } catch {
    return isAsync ? { ...UNREADABLE, trace: [] } : UNREADABLE;
  }
}

/** Turns an error into one line of JSON with its own fields, as the runtime writes it to the log. */
export function toErrorLine(generation: Generation, thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value: unknown) => withFields(value));
  } catch {
    return JSON.stringify(toErrorReport(generation, error));
  }
}

function withFields(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return {
    errorType: value.name,
    errorMessage: value.message,
    code: (value as NodeJS.ErrnoException).code,
    ...value,
    ...(typeof value.stack === 'string' ? { stack: value.stack.split('\n') } : {}),
  };
}

/** Whether the older runtime treats a value as an error: an Error, or an object with an error's three texts. */
function isErrorLike(error: unknown): boolean {
  if (types.isNativeError(error)) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { name, message, stack } = error as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

/** Encodes ASCII DEL, which would end the header that carries the report on AWS. */
function withoutDelete(text: string): string {
  return text.replaceAll('\x7f', '%7F');
}
