import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBodyReader } from '../http/request-body.js';
import type { Account } from '../state/account.js';
import type { CompatibilityRow } from '../state/compatibility.js';
import type { AwsState } from '../state/state.js';
import { CODE_MS, createConsoleAccess } from './access.js';
import type { Activity } from './activity.js';
import {
  applyControl,
  type Controlled,
  ControlRefused,
  isControl,
  toControls,
} from './controls.js';
import { findDetail } from './details.js';
import { findForeignSign, HEADERS } from './guard.js';
import { readResources } from './inventory/read-resources.js';
import { readPageFile } from './page-files.js';
import { toCallRow, toInvocationRow, toLoginRow } from './rows.js';
import { createConsoleStream, type RowSource } from './stream.js';

export { type Activity, createActivity } from './activity.js';

/** The addresses of the console begin with this. No AWS service has such a path. */
export const CONSOLE_PATH = '/_console/';

const MAX_BODY_BYTES = 256 * 1024;
/** Well below the time after which an unused key ends. */
const KEEP_EVERY_MS = 600_000;
/** A code, which is read before there is a key. */
const MAX_CODE_BODY_BYTES = 1024;

/** The parts of the endpoint that the console shows and switches. */
export interface ConsoleOptions extends Controlled {
  readonly aws: AwsState;
  readonly account: Account;
  readonly activity: Activity;
  report(): readonly CompatibilityRow[];
  /** Returns the endpoint's URL, once it listens. */
  endpoint(): string;
  /** Receives one log line at a time, without secrets. */
  log(line: string): void;
}

/** The console of an endpoint. */
export interface Console {
  /** Returns the address of the page with a code that works once, and how long it works. */
  createAddress(): { readonly url: string; readonly expiresInMs: number };
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends the streams of all pages. */
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: Buffer | string;
}

/** Creates a console that no page uses yet. */
export function createConsole(options: ConsoleOptions): Console {
  const { aws, account, activity, clock, played } = options;
  const access = createConsoleAccess();
  const bodies = createBodyReader();
  const resources = { aws, clock, pace: played.pace };
  const stream = createConsoleStream({
    now: () => clock.now(),
    endpoint: () => ({ url: options.endpoint(), account: account.id, pid: process.pid }),
    resources: () => readResources(resources),
    report: options.report,
    controls: () => toControls(options),
    calls: toSource(activity.calls, toCallRow),
    logins: toSource(activity.logins, (login) => toLoginRow(login, account)),
    invocations: toSource(activity.invocations, toInvocationRow),
  });

  async function readJson(request: IncomingMessage, limitBytes: number) {
    const read = await bodies.read(request, limitBytes);
    if (read.kind !== 'whole') return undefined;
    try {
      const value: unknown = JSON.parse(Buffer.from(read.body).toString('utf8'));
      return typeof value === 'object' && value !== null ? { ...value } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Exchanges a code for the key of a session. */
  async function openSession(request: IncomingMessage): Promise<Answer> {
    const question: Record<string, unknown> = (await readJson(request, MAX_CODE_BODY_BYTES)) ?? {};
    const exchange = access.exchange(String(question['code'] ?? ''));
    if ('key' in exchange) return toJson(200, exchange);
    if (exchange.isFirst) options.log('A page of the console sent a code that does not work.');
    const isWrong = exchange.refused === 'wrong';
    return isWrong
      ? refuse(401, 'This address does not work any more: it works once, within 60 seconds.')
      : refuse(429, 'There were too many wrong codes. Wait a minute.');
  }

  async function control(name: string, request: IncomingMessage): Promise<Answer> {
    const question = await readJson(request, MAX_BODY_BYTES);
    if (!question) return refuse(400, 'The body must be a JSON object of at most 256 KB.');
    try {
      applyControl(name, options, question);
    } catch (error) {
      if (error instanceof ControlRefused) return refuse(400, error.message);
      throw error;
    }
    stream.flush();
    return toJson(200, {});
  }

  /** Returns undefined if the answer is a stream, which continues. */
  async function toAnswer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    // Compared as it is: `new URL` would turn `x/../` into nothing.
    const [path = '', query] = (request.url ?? '').split('?');
    const name = path.slice(CONSOLE_PATH.length);
    const { method = 'GET' } = request;
    if (method === 'GET') {
      const file = await readPageFile(name);
      if (file) return { status: 200, ...file };
    }
    if (method === 'POST' && name === 'session') return openSession(request);
    const key = readKey(request);
    if (!access.isKey(key)) {
      return refuse(401, 'This needs the key of a session. `valkey-lab local console` opens one.');
    }
    if (method === 'GET' && name === 'events') {
      if (!stream.open(response)) {
        return refuse(503, 'Too many pages of this console are open. Close one of them.');
      }
      // An open page uses its key, even without clicks.
      const use = setInterval(() => access.isKey(key), KEEP_EVERY_MS).unref();
      response.on('close', () => clearInterval(use));
      return undefined;
    }
    if (method === 'POST' && isControl(name)) return control(name, request);
    const source = { ...resources, activity };
    const detail = method === 'GET' && findDetail(name, new URLSearchParams(query), source);
    return detail ? toJson(200, detail) : refuse(404, 'The endpoint does not have this any more.');
  }

  return {
    createAddress() {
      const url = `${options.endpoint()}${CONSOLE_PATH}#code=${access.createCode()}`;
      return { url, expiresInMs: CODE_MS };
    },
    async answer(request, response) {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      const foreign = findForeignSign(request, options.endpoint());
      const answer = foreign ? refuse(403, foreign) : await toAnswer(request, response);
      if (!answer) return;
      // A client reads the answer only after it has sent its body.
      if (!request.complete) await bodies.read(request, 0);
      const { status, type = 'application/json', body } = answer;
      response.writeHead(status, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    },
    close: () => stream.close(),
  };
}

function toSource<Kept extends { readonly number: number }, Row>(
  kept: { readonly total: number; after(number: number): readonly Kept[] },
  toRow: (row: Kept) => Row,
): RowSource<Row> {
  return {
    get total() {
      return kept.total;
    },
    after: (number) => kept.after(number).map((row) => ({ ...toRow(row), number: row.number })),
  };
}

function readKey({ headers }: IncomingMessage): string {
  return /^Bearer (\S{1,100})$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function toJson(status: number, value: object): Answer {
  return { status, body: JSON.stringify(value) };
}

function refuse(status: number, message: string): Answer {
  return toJson(status, { message });
}
