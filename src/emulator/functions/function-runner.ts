import type { LambdaFunction } from '../state/lambda.js';

/** One call of a function. */
export interface Invocation {
  readonly payload: Uint8Array;
  readonly requestId: string;
  /** JSON, as the caller sent it in `X-Amz-Client-Context` (there in base64). */
  readonly clientContext?: string | undefined;
}

/** The answer to one invocation, as Lambda's Invoke gives it. */
export interface InvocationResult {
  readonly functionError?: 'Handled' | 'Unhandled' | undefined;
  readonly payload: Uint8Array;
  /** The invocation's log, up to REPORT; Invoke cuts the last 4 KB from it. */
  readonly log: string;
}

/** Runs functions from their zip in Node child processes, through the Lambda Runtime API. */
export interface FunctionRunner {
  /** Runs and waits. Throws `TooManyRequestsException` and `AccessDeniedException` faults. */
  invoke(fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult>;
  /** An `Event` invocation: runs in the background, and again after an error, as AWS does. */
  enqueue(fn: LambdaFunction, invocation: Invocation): void;
  /** Ends the environments of a function whose code or configuration changed, or that is gone. */
  retire(functionArn: string): Promise<void>;
  /** Ends all. */
  closeAll(): Promise<void>;
}
