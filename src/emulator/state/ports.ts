import type { ServerlessCache } from './elasticache.js';
import type { LambdaFunction } from './lambda.js';

/** The data plane of serverless caches: a `valkey-server` behind a TLS listener for each cache. */
export interface CachePort {
  /** Starts server and listener. Resolves to the port on 127.0.0.1. */
  open(cache: ServerlessCache): Promise<number>;
  /** Ends connections that a change of users, group or access strings forbids. */
  refresh(cache: ServerlessCache): void;
  /** Ends connections, listener and server of a cache. Does nothing if it is not open. */
  close(cache: ServerlessCache): Promise<void>;
  closeAll(): Promise<void>;
}

/** `LogType: Tail` returns the last 4 KB of the log (F6.12). */
export const LOG_TAIL_BYTES = 4096;

/** One call of a function. */
export interface Invocation {
  readonly payload: Uint8Array;
  readonly requestId: string;
  /** JSON, decoded from the base64 in `X-Amz-Client-Context`. */
  readonly clientContext?: string | undefined;
}

/** The result of one invocation, as Lambda's Invoke returns it. */
export interface InvocationResult {
  readonly functionError?: 'Handled' | 'Unhandled' | undefined;
  readonly payload: Uint8Array;
  /** The end of the invocation's log up to REPORT, enough for the last 4 KB. */
  readonly log: string;
}

/** One finished call of a function, for those who watch the endpoint. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly region: string;
  readonly requestId: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly atMs: number;
  readonly elapsedMs: number;
  readonly payload: Uint8Array;
  /** Undefined if the function did not run. */
  readonly result: InvocationResult | undefined;
  /** Why the function did not run. */
  readonly problem: string | undefined;
}

/** Runs functions from their zip in child processes of Node.js, through the Lambda Runtime API. */
export interface FunctionRunner {
  /** Unpacks a package. Returns the reason why Lambda refuses it, in its words, or undefined. */
  findCodeFault(zip: Uint8Array): Promise<string | undefined>;
  /** Runs a function and waits. Throws `TooManyRequestsException` and `AccessDeniedException` faults. */
  invoke(fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult>;
  /** Runs an `Event` invocation in the background, and again after an error, as AWS does. */
  enqueue(fn: LambdaFunction, invocation: Invocation): void;
  /** Ends the environments of a function that was deleted or changed in code or configuration. */
  retire(functionArn: string): Promise<void>;
  closeAll(): Promise<void>;
}
