import { AsyncLocalStorage } from 'node:async_hooks';
import type { MiddlewareStack } from '@smithy/types';
import { noteCallOfError } from './errors.js';

/** The resource that a call belongs to. */
export interface CallSubject {
  readonly kind: string;
  readonly name: string;
}

/** One finished call, for `--verbose` and reports, without parameters and body. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** The HTTP status, or the error's name if no answer came. */
  readonly status: number | string;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly requestId: string | null;
  /** The resource that it belongs to; null unless `followCalls` is on. */
  readonly resource: CallSubject | null;
}

/** The part of every SDK client that this file uses. */
export interface Client {
  readonly middlewareStack: unknown;
  destroy(): void;
}

const madeFor = new AsyncLocalStorage<CallSubject>();
let isFollowing = false;

/**
 * Records calls with the resource that they belong to from now on. Before Node 24, following them through every promise
 * takes a third of a short command's time, so only reports use it.
 */
export function followCalls(): void {
  isFollowing = true;
}

/** Runs work whose AWS calls belong to one resource: reports show them there. */
export function withCallsFor<T>(resource: CallSubject, run: () => T): T {
  return isFollowing ? madeFor.run(resource, run) : run();
}

/** Reports each finished call of `client` to `onCall`, and turns the SDK's own log off. */
export function recordCalls<C extends Client>(
  client: C,
  service: string,
  onCall: (call: AwsCall) => void,
): C {
  // Each client's stack has its own types. This middleware uses none of them.
  const stack = client.middlewareStack as MiddlewareStack<object, object>;
  // The logger would filter each input and output although its log is unused.
  stack.remove('loggerMiddleware');
  stack.add(
    (next, context) => async (args) => {
      const operation = String(context['commandName']).replace(/Command$/, '');
      const resource = madeFor.getStore() ?? null;
      const startedAtMs = Date.now();
      const started = performance.now();
      const finish = (status: number | string, metadata: Metadata | undefined) =>
        onCall({
          service,
          operation,
          status,
          startedAtMs,
          elapsedMs: Math.round(performance.now() - started),
          attempts: metadata?.attempts ?? 1,
          requestId: metadata?.requestId ?? null,
          resource,
        });
      try {
        const result = await next(args);
        const { $metadata } = result.output as { $metadata?: Metadata };
        finish($metadata?.httpStatusCode ?? 200, $metadata);
        return result;
      } catch (error) {
        // The SDK writes the endpoint of the request into the context before it sends the request.
        const { endpointV2 } = context as { endpointV2?: { url: URL } };
        noteCallOfError(error, { service, operation, origin: endpointV2?.url.origin });
        const { $metadata, name } = error as Error & { $metadata?: Metadata };
        finish($metadata?.httpStatusCode ? `${$metadata.httpStatusCode} ${name}` : name, $metadata);
        throw error;
      }
    },
    { step: 'initialize', name: 'callRecorder', priority: 'high' },
  );
  return client;
}

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly attempts?: number;
}
