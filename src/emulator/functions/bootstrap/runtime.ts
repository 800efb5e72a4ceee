import type { FunctionLog } from './console.js';
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

/** What stands in for the older runtime's own loop. */
export interface Loop {
  readonly runtime: Runtime;
  /** Calls the handler as a method, as AWS's runtime does. */
  call(...args: unknown[]): unknown;
  /** Called once, when nothing is left to do, instead of what was set before. */
  whenIdle(listener: (() => void) | undefined): void;
  /** Waits for the next call and runs it. */
  runNext(): void;
}

/** Waits for a streaming handler, whose result nobody gets. */
export async function warnOfValue(running: PromiseLike<unknown>): Promise<void> {
  const result = await running;
  // biome-ignore lint/suspicious/noConsole: AWS's runtime says so in the function's log.
  if (result !== undefined) console.warn('Streaming handlers ignore return values.');
}

/** Whether a handler's result is to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const { then } = (value ?? {}) as Partial<PromiseLike<unknown>>;
  return typeof then === 'function';
}
