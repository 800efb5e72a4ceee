import type { FunctionLog } from './console.js';
import type { Handler } from './load-handler.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';

/** The parts that both generations of the runtime share. */
export interface Runtime {
  readonly client: RuntimeClient;
  readonly log: FunctionLog;
  readonly handler: Handler;
  /** Waits for the next call, and sets clock and request id for it. */
  next(): Promise<NextInvocation>;
}

/** The loop of the older runtime. */
export interface Loop {
  readonly runtime: Runtime;
  /** Calls the handler as a method, as AWS's runtime does. */
  call(...args: unknown[]): unknown;
  /** Sets the only listener for an empty event loop. It is called once. */
  whenIdle(listener: (() => void) | undefined): void;
  /** Waits for the next call and runs it. */
  runNext(): void;
}

/** Waits for a streaming handler and warns if it returns a value. */
export async function warnOfValue(running: PromiseLike<unknown>): Promise<void> {
  const result = await running;
  // biome-ignore lint/suspicious/noConsole: AWS's runtime says so in the function's log.
  if (result !== undefined) console.warn('Streaming handlers ignore return values.');
}

/** Whether the runtime must await a handler's result. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const { then } = (value ?? {}) as Partial<PromiseLike<unknown>>;
  return typeof then === 'function';
}
