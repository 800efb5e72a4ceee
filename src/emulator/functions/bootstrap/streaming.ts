import { runtimeError } from './errors.js';
import type { ResponseStream } from './response-stream.js';
import type { Generation } from './settings.js';

/** What marks a handler as one that streams; libraries look for it, too. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Between the head of an HTTP answer and its body. */
const DELIMITER = new Uint8Array(8);

/** Gives functions the global `awslambda` (AWS: configuration-response-streaming). */
export function defineStreamingGlobal(env: NodeJS.ProcessEnv): void {
  if (['1', 'true'].includes(env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '')) return;
  const awslambda = {
    streamifyResponse: (handler: object): object =>
      Object.assign(handler, { [STREAMING]: 'response' }),
    HttpResponseStream: {
      /** Puts status and headers before the body. */
      from(stream: ResponseStream, head: unknown): ResponseStream {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(head));
          write(DELIMITER);
        };
        return stream;
      },
    },
  };
  Object.assign(globalThis, { awslambda });
}

/** Whether a handler streams its answer. Throws `Runtime.MalformedStreamingHandler` when the mark is no known one. */
export function isStreaming(generation: Generation, handler: object): boolean {
  const mark = (handler as Record<symbol, unknown>)[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === 'response') return true;
  const message = 'Only response streaming is supported.';
  throw runtimeError(generation, 'MalformedStreamingHandler', message);
}
