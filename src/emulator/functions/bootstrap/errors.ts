import { types } from 'node:util';
import type { Generation } from './settings.js';

/** The errors of AWS's Node runtime: `Runtime.<name>` is the `errorType` of the answer. */
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

/** Classes that the newer runtime calls by another name than their errors; JSON logs show a class's name. */
const ASYNC_CLASSES: Partial<Record<RuntimeErrorName, string>> = {
  CallbackHandlerDeprecated: 'CallbackHandlerDeprecatedError',
  HandlerNotFound: 'HandlerNotFoundError',
  MalformedHandlerName: 'MalformedHandlerNameError',
};

/** One of the runtime's errors; `cause` is its message, or the error behind it. */
export function runtimeError(
  generation: Generation,
  name: RuntimeErrorName,
  cause: unknown,
): Error {
  const isAsync = generation === 'async';
  const className = (isAsync ? ASYNC_CLASSES[name] : undefined) ?? name;
  const RuntimeError = { [className]: class extends Error {} }[className] ?? Error;
  // The older runtime has the name in the prototype; the newer one's logs show it as a field of the error.
  if (!isAsync) Object.defineProperty(RuntimeError.prototype, 'name', { value: `Runtime.${name}` });
  const error = new RuntimeError(String(cause));
  if (isAsync) error.name = `Runtime.${name}`;
  return error;
}

/** A syntax error in the function's own code; from Node.js 24 on with the stack that names the place. */
export function userCodeSyntaxError(generation: Generation, cause: SyntaxError): Error {
  const error = runtimeError(generation, 'UserCodeSyntaxError', cause);
  if (generation === 'async' && cause.stack !== undefined) error.stack = cause.stack;
  return error;
}

/** What the Runtime API wants to know of an error. */
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

/** Any thrown value as AWS's runtime reports it. */
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

/** The error as one line of JSON, with its own fields, as the runtime writes it to the log. */
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

/** The older runtime takes any object for an error that has an error's three texts. */
function isErrorLike(error: unknown): boolean {
  if (types.isNativeError(error)) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { name, message, stack } = error as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

/** ASCII DEL ends the header in which AWS carries the report. */
function withoutDelete(text: string): string {
  return text.replaceAll('\x7f', '%7F');
}
