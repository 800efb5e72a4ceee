import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONNECTION_TIMES, limitConnections } from './connections.js';

/** The largest answer that Lambda's Runtime API accepts: 6 MB and 100 bytes. */
export const RESPONSE_LIMIT_BYTES = 6_291_556;

/** The listeners for the runtime's requests. */
export interface RuntimeEvents {
  /** Called when the runtime is ready and waits for a call. */
  asked(): void;
  /** Called when the runtime has answered a call. */
  answered(answer: RuntimeAnswer): void;
  /** Called when the runtime could not start. */
  initFailed(error: RuntimeAnswer): void;
}

export interface RuntimeAnswer {
  readonly kind: 'response' | 'error' | 'too-large';
  readonly body: Uint8Array;
}

/** A call for the runtime. */
export interface NextCall {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The Lambda Runtime API of one environment (AWS: runtimes-api). */
export interface RuntimeApi {
  /** For example `127.0.0.1:49152`. */
  readonly address: string;
  /** Sends a call to the waiting runtime. */
  deliver(call: NextCall): void;
  close(): void;
}

/**
 * Starts the API on its own port, for the process that `readPid` returns and its descendants. The protocol has no
 * secret that could keep other programs of this machine out, so on Linux the API asks the kernel which process owns
 * a connection.
 */
export async function startRuntimeApi(
  events: RuntimeEvents,
  readPid: () => number | undefined,
): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let current: string | undefined;
  let isAskedEarly = false;

  const server = createServer(CONNECTION_TIMES, (request, response) => {
    route(request, response).catch(() => response.destroy());
  });
  const isOwn = limitConnections(server, readPid);

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!(await isOwn(request.socket))) {
      request.socket.destroy();
      return;
    }
    const path = request.url ?? '';
    if (request.method === 'GET' && path === '/2018-06-01/runtime/invocation/next') {
      waiting = response;
      response.on('close', () => {
        if (waiting === response) waiting = undefined;
      });
      // A runtime may ask before its streamed answer has arrived. AWS's runtime does so when the stream fails.
      isAskedEarly = current !== undefined;
      if (!isAskedEarly) events.asked();
      return;
    }
    const posted = /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)\/(response|error)|init\/error)$/;
    const match = request.method === 'POST' ? posted.exec(path) : null;
    if (!match) return answerError(response, 404, 'UnknownPath', 'Unknown path.');
    const [, requestId, kind] = match;
    const body = await readBody(request);
    if (kind === undefined) {
      answerOk(response);
      events.initFailed({ kind: 'error', body: body ?? new Uint8Array() });
      return;
    }
    if (current === undefined || decodeURIComponent(requestId ?? '') !== current) {
      return answerError(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    current = undefined;
    if (body) {
      answerOk(response);
      events.answered(toAnswer(request, kind, body));
    } else {
      const message = `Exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`;
      answerError(response, 413, 'RequestEntityTooLarge', message);
      events.answered({ kind: 'too-large', body: new Uint8Array() });
    }
    if (isAskedEarly) events.asked();
    isAskedEarly = false;
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    deliver({ requestId, payload, headers }) {
      current = requestId;
      waiting?.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': payload.byteLength,
        'Lambda-Runtime-Aws-Request-Id': requestId,
        ...headers,
      });
      waiting?.end(payload);
      waiting = undefined;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Reads an answer. A streaming handler reports an error in a trailer after the body. */
function toAnswer(request: IncomingMessage, kind: string, body: Uint8Array): RuntimeAnswer {
  const late = request.trailers['lambda-runtime-function-error-body'];
  if (late) return { kind: 'error', body: Buffer.from(late, 'base64') };
  return { kind: kind === 'error' ? 'error' : 'response', body };
}

/** Reads the whole body. Returns undefined when it is larger than Lambda's limit. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= RESPONSE_LIMIT_BYTES) chunks.push(chunk);
  }
  return bytes <= RESPONSE_LIMIT_BYTES ? Buffer.concat(chunks) : undefined;
}

function answerOk(response: ServerResponse): void {
  answerJson(response, 202, '{"status":"OK"}\n');
}

function answerError(
  response: ServerResponse,
  status: number,
  errorType: string,
  errorMessage: string,
): void {
  answerJson(response, status, JSON.stringify({ errorMessage, errorType }));
}

function answerJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
