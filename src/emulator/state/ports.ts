import type { ServerlessCache } from './elasticache.js';
import type { LambdaFunction } from './lambda.js';

/** The data plane of serverless caches: for each a `valkey-server` behind a TLS listener. */
export interface CachePort {
  /** Starts server and listener; resolves to the port on 127.0.0.1. */
  open(cache: ServerlessCache): Promise<number>;
  /** Users, group or access strings may have changed: ends connections that are no longer allowed. */
  refresh(cache: ServerlessCache): void;
  /** Ends connections, listener and server; resolves when they are gone. Nothing to do when not open. */
  close(cache: ServerlessCache): Promise<void>;
  /** Closes all. */
  closeAll(): Promise<void>;
}

/** `LogType: Tail` answers with the last 4 KB of the log (F6.12). */
export const LOG_TAIL_BYTES = 4096;

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
  /** The end of the invocation's log, up to REPORT: all that Invoke needs for the last 4 KB. */
  readonly log: string;
}

/** Runs functions from their zip in Node child processes, through the Lambda Runtime API. */
export interface FunctionRunner {
  /** Why Lambda refuses a package, in its words, or undefined. Unpacks it to see. */
  findCodeFault(zip: Uint8Array): Promise<string | undefined>;
  /** Runs and waits. Throws `TooManyRequestsException` and `AccessDeniedException` faults. */
  invoke(fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult>;
  /** An `Event` invocation: runs in the background, and again after an error, as AWS does. */
  enqueue(fn: LambdaFunction, invocation: Invocation): void;
  /** Ends the environments of a function whose code or configuration changed, or that is gone. */
  retire(functionArn: string): Promise<void>;
  /** Ends all. */
  closeAll(): Promise<void>;
}
