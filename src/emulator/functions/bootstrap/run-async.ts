import { createContext } from './context.js';
import { toErrorReport } from './errors.js';
import type { Handler } from './load-handler.js';
import { isThenable, type Runtime, warnOfValue } from './runtime.js';
import { type NextInvocation, toResponseBody } from './runtime-client.js';
import { failStream, isStreaming, toResponseStream } from './streaming.js';

/** A class with the name in AWS's runtime, because stack traces show it. */
class BufferedInvokeProcessor {
  constructor(readonly handler: Handler) {}
}

class StreamingInvokeProcessor {
  constructor(readonly handler: Handler) {}
}

/** Runs calls as AWS's runtime does from Node.js 24 on: it awaits the handler's result, but not the event loop. */
export async function runAsync(runtime: Runtime): Promise<never> {
  const { handler, next } = runtime;
  const run = isStreaming('async', handler) ? createStreamed(runtime) : createBuffered(runtime);
  for (;;) {
    const invocation = await next();
    const context = {
      ...createContext(invocation),
      xRayTraceId: invocation.headers['lambda-runtime-trace-id'],
    };
    await run(invocation, context);
  }
}

type Run = (invocation: NextInvocation, context: object) => Promise<void>;

function createBuffered({ client, log, handler }: Runtime): Run {
  const processor = new BufferedInvokeProcessor(handler);
  return async ({ requestId, body }, context) => {
    try {
      const result = await processor.handler(JSON.parse(body), context);
      await client.respond(requestId, toResponseBody('async', result));
    } catch (error) {
      log.logError('Invoke Error', error);
      await client.fail(requestId, error);
    }
  };
}

function createStreamed({ client, log, handler }: Runtime): Run {
  const processor = new StreamingInvokeProcessor(handler);
  return async ({ requestId, body }, context) => {
    const { request, taken } = client.openResponse(requestId);
    const stream = toResponseStream('async', request);
    try {
      const running = processor.handler(JSON.parse(body), stream, context);
      if (!isThenable(running)) throw new Error('Streaming does not support non-async handlers.');
      await warnOfValue(running);
      await taken;
      if (!stream.writableFinished) throw new Error('Response stream is not finished.');
    } catch (error) {
      log.logError('Invoke Error', error);
      failStream(stream, toErrorReport('async', error));
    }
  };
}
