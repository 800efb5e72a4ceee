import type { LambdaFunction } from '../state/lambda.js';

/** The answer to one invocation, as Lambda's Invoke gives it. */
export interface InvocationResult {
  readonly functionError?: 'Handled' | 'Unhandled' | undefined;
  readonly payload: Uint8Array;
  /** The invocation's log, START to REPORT; Invoke cuts the last 4 KB from it. */
  readonly log: string;
}

/** Runs functions from their zip in Node child processes, through the Lambda Runtime API. */
export interface FunctionRunner {
  invoke(fn: LambdaFunction, payload: Uint8Array, requestId: string): Promise<InvocationResult>;
  /** Ends the environments of a function whose code or configuration changed, or that is gone. */
  retire(functionArn: string): Promise<void>;
  /** Ends all. */
  closeAll(): Promise<void>;
}
