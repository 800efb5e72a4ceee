import { AsyncLocalStorage } from 'node:async_hooks';
import type { MiddlewareStack } from '@smithy/types';
import type { AwsCall, CallSubject } from './aws-call.js';
import { noteCallOfError } from './errors.js';

/** What all SDK clients have in common. */
export interface Client {
  readonly middlewareStack: unknown;
  destroy(): void;
}

const madeFor = new AsyncLocalStorage<CallSubject>();
let isFollowing = false;

/**
 * From now on calls are noted with the resource that they are made for. Before Node 24 following them through
 * every promise takes a third of the time of a short command: so only reports do it.
 */
export function followCalls(): void {
  isFollowing = true;
}

/** Runs something whose AWS calls are made for one resource: reports show them with it. */
export function withCallsFor<T>(resource: CallSubject, run: () => T): T {
  return isFollowing ? madeFor.run(resource, run) : run();
}

/** Notes what each call of `client` was, how long it took and how it ended; the SDK's own log is not kept. */
export function recordCalls<C extends Client>(
  client: C,
  service: string,
  onCall: (call: AwsCall) => void,
): C {
  // Every client has a stack of its own types; this one looks at none of them.
  const stack = client.middlewareStack as MiddlewareStack<object, object>;
  // It would filter each input and output for a log that nobody reads.
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
        noteCallOfError(error, { service, operation });
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
