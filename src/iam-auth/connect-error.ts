import { IamAuthError, type IamAuthReason } from './error.js';

/** What a connection attempt was doing when it failed. */
export type ConnectStage = 'TCP' | 'TLS' | 'AUTH';

export interface ConnectFacts {
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly stage: ConnectStage;
  readonly connectTimeoutMs: number;
  readonly certificateRejected: boolean;
}

/** The cache answered AUTH with something else than OK. */
export class CacheReplyError extends Error {
  override readonly name = 'CacheReplyError';

  constructor(reply: string) {
    super(reply.split('\r\n', 1)[0]?.slice(0, 200).replace(/^-/, '') ?? '');
  }
}

/** The error that our own time limit puts on a socket; the operating system's has the same code. */
export function createTimeout(): Error {
  return Object.assign(new Error('The connection attempt took too long.'), { code: 'ETIMEDOUT' });
}

const BLOCKED_HINT =
  "Check that the cache's security group lets the client in on this TCP port, and that the client is in the cache's VPC: a security group that blocks it answers nothing.";

const NETWORK_REASONS: Readonly<Record<string, IamAuthReason>> = {
  ETIMEDOUT: 'Unreachable',
  ECONNREFUSED: 'Unreachable',
  EHOSTUNREACH: 'Unreachable',
  ENETUNREACH: 'Unreachable',
  EADDRNOTAVAIL: 'Unreachable',
  ENOTFOUND: 'HostNotFound',
  EAI_AGAIN: 'HostNotFound',
  ENODATA: 'HostNotFound',
};

/** Says which of the causes it was and what to check. An `IamAuthError` passes through. */
export function toConnectError(cause: unknown, facts: ConnectFacts): IamAuthError {
  if (cause instanceof IamAuthError) return cause;
  if (cause instanceof CacheReplyError) return toReplyError(cause, facts);
  const reason = findReason(findCode(cause), facts);
  return new IamAuthError(reason, describe(reason, cause, facts), { cause });
}

// WRONGPASS is Valkey's word; the second is ElastiCache's own (agent toolkit, connectivity-diagnostics).
const REFUSED = /^WRONGPASS\b|invalid-iam-credentials/;

function toReplyError(cause: CacheReplyError, { host, port, userId }: ConnectFacts): IamAuthError {
  if (!REFUSED.test(cause.message)) {
    const message = `The cache at ${host}:${port} answered AUTH with: ${cause.message}.`;
    return new IamAuthError('UnexpectedReply', message, { cause });
  }
  return new IamAuthError(
    'TokenRefused',
    `The cache at ${host}:${port} refused the IAM authentication token of user ${userId} (${cause.message}). ` +
      "Check that the user is in the cache's user group and on, that the caller's policy allows elasticache:Connect on the ARNs of both the cache and the user, " +
      'and that the cache name, user and region of the token are right. A role or policy that was just made or changed needs up to two minutes.',
    { cause },
  );
}

function findReason(code: string, { stage, certificateRejected }: ConnectFacts): IamAuthReason {
  if (certificateRejected) return 'CertificateRejected';
  const reason = NETWORK_REASONS[code];
  if (reason) return reason;
  return stage === 'TLS' ? 'TlsFailed' : 'ConnectionLost';
}

function describe(reason: IamAuthReason, cause: unknown, facts: ConnectFacts): string {
  const address = `${facts.host}:${facts.port}`;
  const detail = toDetail(cause);
  if (reason === 'HostNotFound') {
    return `The name ${facts.host} was not found (${detail}). Check the endpoint's address, and that the VPC has DNS support and DNS host names on.`;
  }
  if (reason === 'CertificateRejected') {
    return `The certificate of ${address} was not accepted (${detail}). Check that the address is the endpoint's own; for a local endpoint, that NODE_EXTRA_CA_CERTS names its certificate authority.`;
  }
  if (reason === 'TlsFailed') {
    return `There was no TLS connection with ${address} (${detail}). Check that the port is the cache's: serverless caches speak TLS only.`;
  }
  if (reason === 'ConnectionLost') return `${address} closed the connection (${detail}).`;
  if (findCode(cause) !== 'ETIMEDOUT') {
    return `${address} cannot be reached (${detail}). Check the endpoint's address and port, and that the cache is available.`;
  }
  return `${address} did not answer within ${facts.connectTimeoutMs} ms (${WAITED_FOR[facts.stage]}). ${BLOCKED_HINT}`;
}

const WAITED_FOR: Readonly<Record<ConnectStage, string>> = {
  TCP: 'no TCP connection',
  TLS: 'a TCP connection, but no answer to the TLS handshake: is this a TLS port?',
  AUTH: 'a TLS connection, but no answer to AUTH',
};

function findCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function toDetail(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's error for several addresses at once (localhost) has a code and no message.
  return error.message.trim().replace(/\.$/, '') || findCode(error);
}
