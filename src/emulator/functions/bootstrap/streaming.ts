import type { ClientRequest } from 'node:http';
import { type ErrorReport, runtimeError } from './errors.js';
import type { Generation } from './settings.js';

/** The mark of a streaming handler. Libraries look for it too. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** The bytes between the head of an HTTP answer and its body. */
const DELIMITER = new Uint8Array(8);

/** The headers of a streamed answer. The trailers report an error that happens after the first chunk. */
export const STREAM_HEADERS = {
  'Lambda-Runtime-Function-Response-Mode': 'streaming',
  'Content-Type': 'application/octet-stream',
  'Transfer-Encoding': 'chunked',
  Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
};

/** The stream to which a streaming handler writes its answer. */
export interface ResponseStream extends ClientRequest {
  setContentType(contentType: string): void;
  /** Called with a plain `write` before the first chunk. */
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

/** Defines the global `awslambda` (AWS: configuration-response-streaming). */
export function defineStreamingGlobal(env: NodeJS.ProcessEnv): void {
  if (['1', 'true'].includes(env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '')) return;
  const awslambda = {
    streamifyResponse: (handler: object): object =>
      Object.assign(handler, { [STREAMING]: 'response' }),
    HttpResponseStream: {
      /** Writes status and headers before the body. */
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

/** Whether a handler streams its answer. Throws `Runtime.MalformedStreamingHandler` for an unknown mark. */
export function isStreaming(generation: Generation, handler: object): boolean {
  const mark = (handler as Record<symbol, unknown>)[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === 'response') return true;
  const message = 'Only response streaming is supported.';
  throw runtimeError(generation, 'MalformedStreamingHandler', message);
}

/** Turns the open request to the Runtime API into a response stream. */
export function toResponseStream(generation: Generation, request: ClientRequest): ResponseStream {
  let isStarted = false;
  const write = request.write.bind(request);
  const stream: ResponseStream = Object.assign(request, {
    setContentType(contentType: string) {
      if (isStarted) {
        const message = 'Cannot set content-type, too late.';
        throw runtimeError(generation, 'InvalidStreamingOperation', message);
      }
      request.setHeader('Content-Type', contentType);
    },
  });
  stream.write = (chunk: unknown, ...rest: unknown[]) => {
    if (!isStarted) stream._onBeforeFirstWrite?.((first) => void write(first));
    isStarted = true;
    const isPlain = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return write(isPlain ? chunk : JSON.stringify(chunk), ...(rest as []));
  };
  return stream;
}

/** Ends the answer with an error, even when a part of it was already written. */
export function failStream(stream: ResponseStream, report: ErrorReport): void {
  stream.addTrailers({
    'Lambda-Runtime-Function-Error-Type': report.errorType,
    'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(report)).toString('base64'),
  });
  stream.end();
}
