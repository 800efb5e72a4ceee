import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { type ErrorReport, runtimeError, toErrorReport } from './errors.js';

/** The next call, as the Runtime API hands it out. */
export interface NextInvocation {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The function's side of the Lambda Runtime API (AWS: runtimes-api). */
export interface RuntimeClient {
  next(): Promise<NextInvocation>;
  respond(requestId: string, result: unknown): Promise<void>;
  fail(requestId: string, error: unknown): Promise<void>;
  failInit(error: unknown): Promise<void>;
}

const ROOT = '/2018-06-01/runtime';

/** A client of the API at `host:port`. Its sockets do not keep the process alive between calls. */
export function createRuntimeClient(address: string): RuntimeClient {
  const [hostname, port] = address.split(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const call = (
    method: string,
    path: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<{ headers: IncomingHttpHeaders; body: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          hostname,
          port,
          agent,
          method,
          path: `${ROOT}${path}`,
          headers,
        },
        (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk: string) => {
              text += chunk;
            })
            .on('end', () => resolve({ headers: response.headers, body: text }))
            .on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  const post = async (path: string, body: string, report?: ErrorReport): Promise<void> => {
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      ...(report ? { 'Lambda-Runtime-Function-Error-Type': toHeader(report.errorType) } : {}),
    };
    await call('POST', path, { body, headers });
  };
  const postError = (path: string, error: unknown): Promise<void> => {
    const report = toErrorReport(error);
    return post(path, JSON.stringify(report), report);
  };

  return {
    async next() {
      const { headers, body } = await call('GET', '/invocation/next');
      return { requestId: String(headers['lambda-runtime-aws-request-id']), headers, body };
    },
    respond: (requestId, result) =>
      post(`/invocation/${encodeURIComponent(requestId)}/response`, toJson(result)),
    fail: (requestId, error) =>
      postError(`/invocation/${encodeURIComponent(requestId)}/error`, error),
    failInit: (error) => postError('/init/error', error),
  };
}

function toJson(result: unknown): string {
  try {
    // Functions and symbols are undefined in JSON; AWS's runtime answers null for them too.
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw runtimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}

/** A class name can hold any character, a header cannot. */
function toHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
