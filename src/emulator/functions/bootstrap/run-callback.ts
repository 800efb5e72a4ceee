import { createContext } from './context.js';
import { runtimeError } from './errors.js';
import type { Runtime } from './run-async.js';
import type { NextInvocation } from './runtime-client.js';

/** How AWS's older runtime ends after an error that nobody caught, and after a rejection. */
const EXIT_CODES = { uncaughtException: 129, unhandledRejection: 128 };

/** Which call an uncaught error belongs to. */
export interface UncaughtErrors {
  invocation: NextInvocation | undefined;
}

/** From now on an error that nobody catches fails the call, or the start, and ends the process. */
export function catchUncaught({ client, log }: Pick<Runtime, 'client' | 'log'>): UncaughtErrors {
  const current: UncaughtErrors = { invocation: undefined };
  const end = (error: unknown, exitCode: number): void => {
    const report = current.invocation
      ? client.fail(current.invocation.requestId, error)
      : client.failInit(error);
    void report.finally(() => process.exit(exitCode));
  };
  process.on('uncaughtException', (error) => {
    log.logError('Uncaught Exception', error);
    end(error, EXIT_CODES.uncaughtException);
  });
  process.on('unhandledRejection', (reason) => {
    const error = runtimeError('UnhandledPromiseRejection', reason);
    log.logError('Unhandled Promise Rejection', error);
    end(error, EXIT_CODES.unhandledRejection);
  });
  return current;
}

type Callback = (error?: unknown, result?: unknown) => void;

/**
 * AWS's runtime up to Node.js 22: callbacks, `context.done`, and an answer that waits until the event loop
 * is empty, unless `callbackWaitsForEmptyEventLoop` is false.
 */
export function runCallbacks(
  { client, log, handler, next }: Runtime,
  current: UncaughtErrors,
): void {
  let whenIdle: () => void = () => undefined;
  process.on('beforeExit', () => whenIdle());

  const runNext = (): void => {
    setImmediate(async () => {
      const invocation = await next();
      current.invocation = invocation;
      runOnce(invocation);
    });
  };

  const runOnce = (invocation: NextInvocation): void => {
    let isAnswered = false;
    const answer = async (send: () => Promise<void>): Promise<void> => {
      if (isAnswered) return;
      isAnswered = true;
      whenIdle = () => undefined;
      await send();
      runNext();
    };
    const fail = (error: unknown): void => {
      log.logError('Invoke Error', error);
      void answer(() => client.fail(invocation.requestId, error));
    };
    const succeed = (result: unknown): void => {
      void answer(async () => {
        try {
          await client.respond(invocation.requestId, result);
        } catch (error) {
          // An answer that is no JSON: AWS's runtime fails the call.
          log.logError('Invoke Error', error);
          await client.fail(invocation.requestId, error);
        }
      });
    };
    const context = createCallbackContext(invocation, { succeed, fail });
    let isCalled = false;
    const callback: Callback = (error, result) => {
      if (isCalled) return;
      isCalled = true;
      if (error !== undefined && error !== null) fail(error);
      else if (!context.callbackWaitsForEmptyEventLoop) succeed(result);
      else whenIdle = () => setImmediate(() => succeed(result));
    };
    // Neither promise nor callback: the answer is null once nothing is left to do.
    whenIdle = () => succeed(null);
    try {
      const result = handler(JSON.parse(invocation.body), context, callback);
      if (isThenable(result)) result.then(succeed, fail);
    } catch (error) {
      callback(error);
    }
  };

  runNext();
}

function createCallbackContext(
  invocation: NextInvocation,
  { succeed, fail }: { succeed: (result: unknown) => void; fail: (error: unknown) => void },
) {
  return Object.assign(createContext(invocation), {
    callbackWaitsForEmptyEventLoop: true,
    succeed,
    fail: (error: unknown) => fail(error ?? 'handled'),
    done: (error: unknown, result: unknown) =>
      error === undefined || error === null ? succeed(result) : fail(error),
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  );
}
