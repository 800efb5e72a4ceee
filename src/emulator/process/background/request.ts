import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ADMIN_SIGNING_NAME } from '../../http/admin.js';
import type { CompatibilityRow } from '../../state/compatibility.js';
import { EndpointError } from './errors.js';
import type { EndpointRecord } from './record.js';

/** A healthy endpoint on a busy machine answers within this time. */
const ANSWER_WITHIN_MS = 5_000;

const FOREIGN_ANSWER = 'its answer is not that of a local endpoint';

/** An endpoint's answer about itself. */
export interface EndpointStatus {
  readonly pid: number;
  readonly uptimeMs: number;
  readonly empty: boolean;
  /** The program that answers for all caches: `valkey-server 8.0`. */
  readonly server?: string;
}

/**
 * Asks a running endpoint for its status. `caller` is the process that will use it.
 * @throws EndpointError UNRESPONSIVE
 */
export async function askStatus(
  record: EndpointRecord,
  caller: number | undefined,
): Promise<EndpointStatus> {
  const answer = await send(record, 'status', { caller });
  if (isStatus(answer) && answer.pid === record.pid) return answer;
  throw toUnresponsive(record, FOREIGN_ANSWER);
}

/**
 * Asks an endpoint to stop. Returns false if `ifEmpty` was set and it has resources or another process uses it.
 * @throws EndpointError UNRESPONSIVE
 */
export async function requestStop(
  record: EndpointRecord,
  { ifEmpty }: { ifEmpty: boolean },
): Promise<boolean> {
  const answer = await send(record, 'stop', { ifEmpty, caller: process.pid });
  const { stopped } = answer as { stopped?: unknown };
  if (typeof stopped === 'boolean') return stopped;
  throw toUnresponsive(record, FOREIGN_ANSWER);
}

/**
 * Asks an endpoint to take another pace. Returns false if it has resources or another process uses it.
 * @throws EndpointError UNRESPONSIVE
 */
export async function requestPace(record: EndpointRecord, pace: string): Promise<boolean> {
  const answer = await send(record, 'pace', { pace, caller: process.pid });
  const { changed } = answer as { changed?: unknown };
  if (typeof changed === 'boolean') return changed;
  throw toUnresponsive(record, FOREIGN_ANSWER);
}

/**
 * Asks an endpoint for its compatibility report. `reset`: the report is empty afterwards.
 * @throws EndpointError UNRESPONSIVE
 */
export async function requestReport(
  record: EndpointRecord,
  reset: boolean,
): Promise<readonly CompatibilityRow[]> {
  const { rows } = (await send(record, 'report', { reset })) as { rows?: unknown };
  if (Array.isArray(rows) && rows.every(isRow)) return rows;
  throw toUnresponsive(record, FOREIGN_ANSWER);
}

/** The address of the console. It works once. */
export interface ConsoleAddress {
  readonly url: string;
  readonly expiresInMs: number;
}

/**
 * Asks an endpoint for the address of its console.
 * @throws EndpointError UNRESPONSIVE
 */
export async function requestConsole(record: EndpointRecord): Promise<ConsoleAddress> {
  const answer = await send(record, 'console', {});
  const { url, expiresInMs } = answer as Partial<Record<keyof ConsoleAddress, unknown>>;
  const isOwn = typeof url === 'string' && url.startsWith(`${record.endpoint}/`);
  if (isOwn && typeof expiresInMs === 'number') return { url, expiresInMs };
  throw toUnresponsive(record, FOREIGN_ANSWER);
}

function isRow(row: unknown): row is CompatibilityRow {
  if (typeof row !== 'object' || row === null) return false;
  const { client, problem, command, rule, count, instead, source } = row as Partial<
    Record<keyof CompatibilityRow, unknown>
  >;
  const isText = [client, problem, instead, source].every((text) => typeof text === 'string');
  const isNamed = [command, rule].every((name) => name === null || typeof name === 'string');
  return isText && isNamed && typeof count === 'number';
}

function isStatus(answer: object): answer is EndpointStatus {
  const { pid, uptimeMs, empty } = answer as Partial<Record<keyof EndpointStatus, unknown>>;
  return typeof pid === 'number' && typeof uptimeMs === 'number' && typeof empty === 'boolean';
}

async function send(record: EndpointRecord, action: string, question: object): Promise<object> {
  const url = new URL(`/_valkey-lab/${action}`, record.endpoint);
  const body = JSON.stringify(question);
  const signer = new SignatureV4({
    service: ADMIN_SIGNING_NAME,
    region: 'us-east-1',
    credentials: record,
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: {},
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  try {
    const answer = await post(url, headers, body);
    const said = await text(answer);
    if (answer.statusCode !== 200) throw new Error(`it answered HTTP ${answer.statusCode}`);
    const value: unknown = JSON.parse(said);
    if (typeof value === 'object' && value !== null) return value;
    throw new Error(FOREIGN_ANSWER);
  } catch (cause) {
    throw toUnresponsive(record, toReason(cause), cause);
  }
}

/** Sends a request on a new connection, which keeps this process running until the answer. `fetch` does not. */
function post(url: URL, headers: Record<string, string>, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const sent = request(url, { method: 'POST', headers, agent: false, signal });
    sent.once('error', reject).once('response', resolve).end(body);
  });
}

function toReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  if (cause.name === 'AbortError') return `no answer within ${ANSWER_WITHIN_MS / 1000} s`;
  if (cause instanceof SyntaxError) return FOREIGN_ANSWER;
  return code ?? cause.message;
}

function toUnresponsive(record: EndpointRecord, reason: string, cause?: unknown): EndpointError {
  const message = `The local endpoint (process ${record.pid}) does not answer (${reason}).`;
  return new EndpointError('UNRESPONSIVE', message, { cause });
}
