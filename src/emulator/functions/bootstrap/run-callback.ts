import { createContext } from './context.js';
import { runtimeError } from './errors.js';
import type { Handler } from './load-handler.js';
import { runStreamed } from './run-streamed.js';
import { isThenable, type Loop, type Runtime as RuntimeParts } from './runtime.js';
import { type NextInvocation, toResponseBody } from './runtime-client.js';
import { isStreaming } from './streaming.js';

/** The exit codes of AWS's older runtime. */
const EXIT_CODES = { uncaughtException: 129, unhandledRejection: 128 };

const TWICE =
  'Invocation has already been reported as done. Cannot call complete more than once per invocation.';

/** The current call, to which uncaught errors belong. */
export interface UncaughtErrors {
  invocation: NextInvocation | undefined;
}

/** Makes every uncaught error fail the current call, or the start, and end the process. */
export function catchUncaught({
  client,
  log,
}: Pick<RuntimeParts, 'client' | 'log'>): UncaughtErrors {
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
  process.on('unhandledRejection', (reason, promise) => {
    const error = runtimeError('callback', 'UnhandledPromiseRejection', reason);
    Object.assign(error, { reason, promise });
    log.logError('Unhandled Promise Rejection', error);
    end(error, EXIT_CODES.unhandledRejection);
  });
  return current;
}

/** The functions with which a handler of the older runtime can answer. */
export interface Answers {
  callback(error?: unknown, result?: unknown): void;
  succeed(result?: unknown): void;
  fail(error?: unknown): void;
  done(error?: unknown, result?: unknown): void;
}

/** A class with the name in AWS's runtime, because stack traces show it. */
class Runtime {
  constructor(readonly handler: Handler) {}
}

/**
 * Runs calls as AWS's runtime does up to Node.js 22, with callbacks and `context.done`. A callback's answer waits
 * until the event loop is empty, unless `callbackWaitsForEmptyEventLoop` is false.
 */
export function runCallbacks(runtime: RuntimeParts, current: UncaughtErrors): void {
  const caller = new Runtime(runtime.handler);
  const run = isStreaming('callback', runtime.handler) ? runStreamed : runOnce;
  let listener: (() => void) | undefined;
  process.on('beforeExit', () => {
    const called = listener;
    listener = undefined;
    called?.();
  });
  const loop: Loop = {
    runtime,
    call: (...args) => caller.handler(...args),
    whenIdle(next) {
      listener = next;
    },
    runNext() {
      setImmediate(async () => {
        const invocation = await runtime.next();
        current.invocation = invocation;
        await run(loop, invocation);
      });
    },
  };
  loop.runNext();
}

function runOnce(loop: Loop, invocation: NextInvocation): void {
  const { client } = loop.runtime;
  const context = Object.assign(
    { callbackWaitsForEmptyEventLoop: true },
    createContext(invocation),
  );
  const answers = createAnswers(loop, invocation, context);
  const { succeed, fail, done } = answers;
  const given = Object.assign(context, { succeed, fail, done });
  // If the event loop becomes empty without an answer, the answer is null.
  loop.whenIdle(() => {
    void client.respond(invocation.requestId, 'null').then(loop.runNext);
  });
  try {
    const result = loop.call(JSON.parse(invocation.body), given, answers.callback);
    if (!isThenable(result)) return;
    void Promise.resolve(result).then(given.succeed, given.fail).catch(given.fail);
  } catch (error) {
    answers.callback(error);
  }
}

function createAnswers(
  { runtime: { client, log }, whenIdle, runNext }: Loop,
  { requestId }: NextInvocation,
  context: { callbackWaitsForEmptyEventLoop: boolean },
): Answers {
  let isComplete = false;
  const complete = (result: unknown): void => {
    if (isComplete) {
      // biome-ignore lint/suspicious/noConsole: AWS's runtime says so in the function's log.
      console.error(TWICE);
      return;
    }
    isComplete = true;
    void client.respond(requestId, toResponseBody('callback', result)).then(runNext);
  };
  const postError = (error: unknown): void => {
    log.logError('Invoke Error', error);
    void client.fail(requestId, error).then(runNext);
  };
  const done = (error?: unknown, result?: unknown): void => {
    whenIdle(undefined);
    if (error !== undefined && error !== null) postError(error);
    else complete(result);
  };
  const callback = (error?: unknown, result?: unknown): void => {
    const isError = error !== undefined && error !== null;
    if (isError || !context.callbackWaitsForEmptyEventLoop) done(error, result);
    else whenIdle(() => setImmediate(() => complete(result)));
  };
  const once = createOnce();
  return {
    callback: once(callback),
    succeed: once((result) => done(null, result)),
    // 'handled' is AWS's reason for a failure without a reason.
    fail: once((error) => done(error ?? 'handled')),
    done: once(done),
  };
}

type Answer = (...args: unknown[]) => void;

/** Creates a wrapper that lets only the first answer pass. An answer that throws does not count. */
function createOnce(): (answer: Answer) => Answer {
  let isFinished = false;
  return (answer) =>
    (...args) => {
      if (isFinished) return;
      answer(...args);
      isFinished = true;
    };
}
