import type { Credential } from './state/credentials.js';
import type { WireAnswer, WireRequest } from './wire/http-message.js';

/** The service name in the scope of requests that are for the endpoint itself. */
export const ADMIN_SIGNING_NAME = 'valkey-lab';

/** What the endpoint can be asked about itself. */
export interface AdminActions {
  /** A JSON document without secrets. */
  status(): object;
  isEmpty(): boolean;
  /** Called once the answer to a stop request has been sent. */
  stop(): void;
}

export interface AdminAnswer {
  readonly answer: WireAnswer;
  readonly afterwards?: (() => void) | undefined;
}

/** Answers `POST /_valkey-lab/status` and `POST /_valkey-lab/stop` (`{"ifEmpty":true}`). */
export function answerAdmin(
  request: WireRequest,
  caller: Credential,
  actions: AdminActions,
): AdminAnswer {
  if (caller.principal.kind !== 'administrator') {
    return {
      answer: toJson(403, { code: 'AccessDenied', message: 'Only for the administrator.' }),
    };
  }
  const name = `${request.method} ${request.path}`;
  if (name === 'POST /_valkey-lab/status') return { answer: toJson(200, actions.status()) };
  if (name !== 'POST /_valkey-lab/stop') {
    return { answer: toJson(404, { code: 'NotFound', message: 'The endpoint has no such page.' }) };
  }
  const ifEmpty = readIfEmpty(request.body);
  if (ifEmpty === undefined) {
    const message = 'The body must be {} or {"ifEmpty":true}.';
    return { answer: toJson(400, { code: 'InvalidRequest', message }) };
  }
  if (ifEmpty && !actions.isEmpty()) return { answer: toJson(200, { stopped: false }) };
  return { answer: toJson(200, { stopped: true }), afterwards: () => actions.stop() };
}

function readIfEmpty(body: Uint8Array): boolean | undefined {
  if (body.byteLength === 0) return false;
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { ifEmpty } = value as { ifEmpty?: unknown };
    if (ifEmpty === undefined) return false;
    return typeof ifEmpty === 'boolean' ? ifEmpty : undefined;
  } catch {
    return undefined;
  }
}

function toJson(status: number, value: object): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}
