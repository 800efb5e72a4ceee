import type { FunctionLog } from './console.js';
import { createContext } from './context.js';
import type { Handler } from './load-handler.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';

/** What both generations of the runtime work with. */
export interface Runtime {
  readonly client: RuntimeClient;
  readonly log: FunctionLog;
  readonly handler: Handler;
  /** Waits for the next call and sets clock and request id for it. */
  next(): Promise<NextInvocation>;
}

/** AWS's runtime from Node.js 24 on: the handler's result is awaited, and nothing else. */
export async function runAsync({ client, log, handler, next }: Runtime): Promise<never> {
  for (;;) {
    const invocation = await next();
    try {
      const context = {
        ...createContext(invocation),
        xRayTraceId: invocation.headers['lambda-runtime-trace-id'],
      };
      const result = await handler(JSON.parse(invocation.body), context);
      await client.respond(invocation.requestId, result);
    } catch (error) {
      log.logError('Invoke Error', error);
      await client.fail(invocation.requestId, error);
    }
  }
}
