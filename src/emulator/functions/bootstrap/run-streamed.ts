import { createContext } from './context.js';
import { toErrorReport } from './errors.js';
import { isThenable, type Loop, warnOfValue } from './runtime.js';
import type { NextInvocation } from './runtime-client.js';
import { failStream, toResponseStream } from './streaming.js';

/** Runs a call of a streaming handler as AWS's runtime does up to Node.js 22. */
export async function runStreamed(loop: Loop, invocation: NextInvocation): Promise<void> {
  const { client, log } = loop.runtime;
  const { request, taken } = client.openResponse(invocation.requestId);
  const stream = toResponseStream('callback', request);
  const context = Object.assign(
    { callbackWaitsForEmptyEventLoop: true },
    createContext(invocation),
  );
  const next = (): void => {
    if (context.callbackWaitsForEmptyEventLoop) loop.whenIdle(loop.runNext);
    else loop.runNext();
  };
  const fail = (error: unknown): void => {
    log.logError('Invoke Error', error);
    failStream(stream, toErrorReport('callback', error));
    void taken.then(next);
  };
  // An empty event loop ends the call, even when the handler's promise never settles.
  loop.whenIdle(loop.runNext);
  try {
    const running = loop.call(JSON.parse(invocation.body), stream, context);
    if (!isThenable(running)) {
      fail('Streaming does not support non-async handlers.');
      return;
    }
    await warnOfValue(running);
    await taken;
    if (stream.writableFinished) next();
    else fail('Response stream is not finished.');
  } catch (error) {
    fail(error);
  }
}
