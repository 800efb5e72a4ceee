import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toListenError } from '../process/errors.js';
import { fault } from '../wire/fault.js';
import type { RequestHead } from '../wire/wire-protocol.js';
import { createConnections } from './connections.js';
import { answerRequest, type Backend, findSignatureProblem, type Reply } from './dispatch.js';
import { findService, writeFault } from './failure.js';
import { type BodyReader, createBodyReader } from './request-body.js';

/** Only this machine can connect. Its other users lack the keys. */
const ADDRESS = '127.0.0.1';
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const MAX_BODY_BYTES = 1024 * 1024;
/** Lambda's own limit in bytes: a zip of 50 MB as base64, and the rest of the request. */
const MAX_LAMBDA_BODY_BYTES = 70_167_211;
const TIMES = {
  // Longer than SDKs keep idle connections: if the server closed one under a request, the call would be lost.
  keepAliveTimeout: 120_000,
  // On this machine, a head arrives at once and a body of 70 MB within seconds.
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};

const TOO_LARGE = fault('RequestEntityTooLargeException', 'The request is too large.', {
  status: 413,
});

/** The HTTP server of the endpoint. */
export interface EmulatorServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Cuts open connections. Resolves when the server no longer listens. */
  close(): Promise<void>;
}

/** Answers requests of web pages, which have no signature. */
export interface PageServer {
  /** Paths that begin with this. No AWS service has them. */
  readonly path: string;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Listens on 127.0.0.1 (port 0: any free port). Throws EmulatorError PORT_IN_USE or PORT_REFUSED. */
export async function startServer(
  backend: Backend,
  port = 0,
  pages?: PageServer,
): Promise<EmulatorServer> {
  const bodies = createBodyReader();
  const connections = createConnections();
  const server = createServer(TIMES, (request, response) => {
    connections.use(request.socket, response);
    const answering =
      pages && request.url?.startsWith(pages.path)
        ? pages.answer(request, response)
        : answerHttp({ backend, bodies }, request, response);
    answering.catch((error: unknown) => {
      backend.log(`A request could not be answered: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(toListenError(port, cause)));
    server.listen(port, ADDRESS, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    endpoint: `http://${ADDRESS}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Checks the head before it reads the body: a caller without a key cannot make the endpoint hold data. */
async function answerHttp(
  { backend, bodies }: { backend: Backend; bodies: BodyReader },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const head = toHead(incoming);
  const refusal = findHeadProblem(head) ?? findSignatureProblem(backend, head);
  const limitBytes = refusal ? 0 : toBodyLimit(backend, head);
  const read = await bodies.read(incoming, limitBytes);
  // An incomplete request has no meaning, and its client is gone.
  if (read.kind === 'cut') return;
  const body = read.kind === 'whole' ? read.body : undefined;
  const error = refusal ?? TOO_LARGE;
  const reply: Reply =
    refusal || !body
      ? { kind: 'answer', answer: writeFault(backend, head, { error, requestId }) }
      : await answerRequest(backend, { ...head, body }, requestId);
  sendReply(response, reply, { requestId, nowMs: backend.clock.now() });
}

function toHead(incoming: IncomingMessage): RequestHead {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : (value ?? ''),
  ]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}

function toBodyLimit({ services }: Backend, head: RequestHead): number {
  const isLambda = findService(services, head)?.signingName === 'lambda';
  return isLambda ? MAX_LAMBDA_BODY_BYTES : MAX_BODY_BYTES;
}

/** Checks the Host header: a page in a browser can reach this port under its own host name (DNS rebinding). */
function findHeadProblem({ headers, path }: RequestHead) {
  if (!LOOPBACK.test(headers['host'] ?? '')) {
    const message = 'The Host header must be localhost or 127.0.0.1.';
    return fault('AccessDenied', message, { status: 403 });
  }
  if (path.startsWith('/')) return undefined;
  return fault('InvalidRequest', 'The request target must be a path.');
}

function sendReply(
  response: ServerResponse,
  reply: Reply,
  { requestId, nowMs }: { requestId: string; nowMs: number },
): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = reply.answer;
  if (reply.afterwards) response.once('close', reply.afterwards);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...headers,
    'x-amzn-requestid': requestId,
    // SDKs correct their clocks by this header.
    date: new Date(nowMs).toUTCString(),
    ...(status === 204 ? {} : { 'content-length': bytes.length }),
  });
  response.end(bytes);
}
