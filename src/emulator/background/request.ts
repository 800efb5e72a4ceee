import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ADMIN_SIGNING_NAME } from '../admin.js';
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
 * Asks a running endpoint; undefined when nobody listens there, or somebody else does.
 * @throws the time-out's error when it is there but does not answer: it is not to be swept away then
 */
export async function findStatus(record: EndpointRecord): Promise<EndpointStatus | undefined> {
  try {
    return (await send(record, 'status', {})) as EndpointStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') throw error;
    return undefined;
  }
}

/** Asks it to stop; false when it has something left and `ifEmpty` was asked. Throws when it does not answer. */
export async function requestStop(record: EndpointRecord, ifEmpty: boolean): Promise<boolean> {
  const answer = (await send(record, 'stop', { ifEmpty })) as { stopped: boolean };
  return answer.stopped;
}

async function send(record: EndpointRecord, action: string, body: object): Promise<unknown> {
  const url = new URL(`/_valkey-lab/${action}`, record.endpoint);
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
    body: JSON.stringify(body),
  });
  const answer = await fetch(url, {
    method: 'POST',
    headers: signed.headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`The endpoint answered ${answer.status}.`);
  return answer.json();
}
