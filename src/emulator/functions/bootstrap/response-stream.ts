import type { ClientRequest } from 'node:http';
import { type ErrorReport, runtimeError } from './errors.js';
import type { Generation } from './settings.js';

/** What a streaming handler writes its answer to. */
export interface ResponseStream extends ClientRequest {
  setContentType(contentType: string): void;
  /** Called with a plain `write` before the first chunk. */
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

/** The headers of a streamed answer; an error that comes later is told of in the trailers. */
export const STREAM_HEADERS = {
  'Lambda-Runtime-Function-Response-Mode': 'streaming',
  'Content-Type': 'application/octet-stream',
  'Transfer-Encoding': 'chunked',
  Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
};

/** Makes the open request to the Runtime API what functions know as a response stream. */
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

/** Ends the answer with an error, whatever has been written of it. */
export function failStream(stream: ResponseStream, report: ErrorReport): void {
  stream.addTrailers({
    'Lambda-Runtime-Function-Error-Type': report.errorType,
    'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(report)).toString('base64'),
  });
  stream.end();
}
