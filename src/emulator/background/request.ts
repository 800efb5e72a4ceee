import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ADMIN_SIGNING_NAME } from '../admin.js';
import { EndpointError } from './errors.js';
import type { EndpointRecord } from './record.js';

/** How long a healthy endpoint may take to answer on a busy machine. */
const ANSWER_WITHIN_MS = 5_000;

/** What an endpoint says of itself. */
export interface EndpointStatus {
  readonly pid: number;
  readonly uptimeMs: number;
  readonly empty: boolean;
}

/**
 * Asks a running endpoint; undefined when nobody listens there, or somebody else does. `caller`: the
 * process that is going to use it.
 * @throws EndpointError UNRESPONSIVE when it is there but does not answer: it is not to be swept away then
 */
export async function findStatus(
  record: EndpointRecord,
  caller: number | undefined,
): Promise<EndpointStatus | undefined> {
  try {
    const status = (await send(record, 'status', { caller })) as EndpointStatus;
    return status.pid === record.pid ? status : undefined;
  } catch (error) {
    if (error instanceof EndpointError) throw error;
    return undefined;
  }
}

/**
 * Asks it to stop; false when something is left, or somebody else uses it, and `ifEmpty` was asked.
 * Throws when it does not answer.
 */
export async function requestStop(
  record: EndpointRecord,
  { ifEmpty }: { ifEmpty: boolean },
): Promise<boolean> {
  const answer = await send(record, 'stop', { ifEmpty, caller: process.pid });
  return (answer as { stopped: boolean }).stopped;
}

async function send(record: EndpointRecord, action: string, question: object): Promise<unknown> {
  const url = new URL(`/_valkey-lab/${action}`, record.endpoint);
  const body = JSON.stringify(question);
  const signer = new SignatureV4({
    service: ADMIN_SIGNING_NAME,
    region: 'us-east-1',
    credentials: record,
    sha256: Sha256,
  });
  const signed = await signer.sign({
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
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(url, { method: 'POST', headers: signed.headers, body, signal });
    if (!answer.ok) throw new Error(`The endpoint answered ${answer.status}.`);
    return await answer.json();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'TimeoutError') throw cause;
    const message = `The local endpoint (process ${record.pid}) does not answer.`;
    throw new EndpointError('UNRESPONSIVE', message, { cause });
  }
}
