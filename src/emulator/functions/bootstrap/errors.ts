/** The error classes of AWS's Node runtime: their names are the `errorType` of the answer. */
class RuntimeError extends Error {
  constructor(name: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
    // Not enumerable, as on AWS: console.log shows the stack, not the field.
    Object.defineProperty(this, 'name', { value: `Runtime.${name}`, configurable: true });
  }
}

/** `Runtime.ImportModuleError`, `Runtime.HandlerNotFound`, …: `message` may be the error behind it. */
export function runtimeError(name: string, cause: unknown): Error {
  return new RuntimeError(name, String(cause));
}

/** A syntax error in the function's own code; from Node.js 24 on with the stack that names the place. */
export function userCodeSyntaxError(cause: SyntaxError, generation: 'callback' | 'async'): Error {
  const error = runtimeError('UserCodeSyntaxError', cause);
  if (generation === 'async' && cause.stack !== undefined) error.stack = cause.stack;
  return error;
}

/** What the Runtime API wants to know of an error. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Any thrown value as AWS's runtime reports it. */
export function toErrorReport(error: unknown): ErrorReport {
  try {
    if (!isErrorLike(error)) {
      return { errorType: typeof error, errorMessage: String(error), trace: [] };
    }
    return {
      errorType: withoutDelete(error.name),
      errorMessage: withoutDelete(error.message),
      trace: withoutDelete(error.stack ?? '').split('\n'),
    };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** The error as one line of JSON, with its own fields, as the runtime writes it to the log. */
export function toErrorLine(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value: unknown) => withFields(value));
  } catch {
    return JSON.stringify(toErrorReport(error));
  }
}

function withFields(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return {
    errorType: value.name,
    errorMessage: value.message,
    code: (value as NodeJS.ErrnoException).code,
    ...value,
    stack: value.stack?.split('\n'),
  };
}

function isErrorLike(error: unknown): error is Error {
  if (error instanceof Error) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { name, message, stack } = error as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

/** ASCII DEL ends the header in which AWS carries the report. */
function withoutDelete(text: string): string {
  return text.replaceAll('\x7f', '%7F');
}
