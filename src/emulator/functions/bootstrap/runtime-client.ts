import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';
import { type ErrorReport, runtimeError, toErrorReport } from './errors.js';
import type { Generation } from './settings.js';
import { STREAM_HEADERS } from './streaming.js';

/** A call from the Runtime API. */
export interface NextInvocation {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A client of the Lambda Runtime API (AWS: runtimes-api). */
export interface RuntimeClient {
  next(): Promise<NextInvocation>;
  /** Answers a call with a body from `toResponseBody`. */
  respond(requestId: string, body: string): Promise<void>;
  /** Begins a streamed answer. `taken` resolves when the API has received all of it. */
  openResponse(requestId: string): { request: ClientRequest; taken: Promise<unknown> };
  fail(requestId: string, error: unknown): Promise<void>;
  failInit(error: unknown): Promise<void>;
}

const ROOT = '/2018-06-01/runtime';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Creates a client of the API at `host:port`. Its idle socket does not keep the process alive. */
export function createRuntimeClient(address: string, generation: Generation): RuntimeClient {
  const [hostname, port] = address.split(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const open = (method: string, path: string, headers: OutgoingHttpHeaders = {}) => {
    const target = { hostname, port, agent, method, path: `${ROOT}${path}`, headers };
    const outgoing = request(target);
    const answer = new Promise<Answer>((resolve, reject) => {
      outgoing.on('error', reject).on('response', (response) => {
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            body += chunk;
          })
          .on('end', () =>
            resolve({ status: response.statusCode, headers: response.headers, body }),
          )
          .on('error', reject);
      });
    });
    return { outgoing, answer };
  };
  const post = (path: string, body: string, report?: ErrorReport): Promise<Answer> => {
    const { outgoing, answer } = open('POST', path, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...(report ? { 'Lambda-Runtime-Function-Error-Type': toHeader(report.errorType) } : {}),
    });
    outgoing.end(body);
    return answer;
  };
  const postError = async (path: string, error: unknown): Promise<void> => {
    const report = toErrorReport(generation, error);
    await post(path, JSON.stringify(report), report);
  };
  const toPath = (requestId: string, kind: 'response' | 'error') =>
    `/invocation/${encodeURIComponent(requestId)}/${kind}`;

  return {
    async next() {
      const { outgoing, answer } = open('GET', '/invocation/next');
      outgoing.end();
      const { headers, body } = await answer;
      return { requestId: String(headers['lambda-runtime-aws-request-id']), headers, body };
    },
    async respond(requestId, body) {
      const { status = 0, body: reason } = await post(toPath(requestId, 'response'), body);
      if (status < 300) return;
      process.stderr.write(
        `[ERROR] [${Date.now()}] LAMBDA_RUNTIME Failed to post handler success response. Http response code: ${status}. ${reason}\n`,
      );
    },
    openResponse(requestId) {
      const { outgoing, answer } = open('POST', toPath(requestId, 'response'), STREAM_HEADERS);
      return { request: outgoing, taken: answer };
    },
    fail: (requestId, error) => postError(toPath(requestId, 'error'), error),
    failInit: (error) => postError('/init/error', error),
  };
}

/** Turns a handler's result into JSON. Throws the same error as AWS's runtime when that is not possible. */
export function toResponseBody(generation: Generation, result: unknown): string {
  const body = stringify(generation, result === undefined ? null : result);
  // A function or a symbol: the native part of AWS's runtime refuses `undefined`.
  if (body === undefined) throw new TypeError('Wrong arguments');
  return body;
}

function stringify(generation: Generation, result: unknown): string | undefined {
  try {
    return JSON.stringify(result);
  } catch {
    const message = 'Unable to stringify response body';
    throw generation === 'async'
      ? runtimeError(generation, 'JSONStringifyError', message)
      : new Error(message);
  }
}

/** Replaces characters that a class name can have, but a header cannot. */
function toHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
