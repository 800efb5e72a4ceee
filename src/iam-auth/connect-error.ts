import { IamAuthError, type IamAuthReason, isUnavailable } from './error.js';
import { isPublicEndpoint } from './public-endpoint.js';

/** The stage of a connection attempt: the step that it waits for. */
export type ConnectStage = 'TCP' | 'TLS' | 'AUTH';

export interface ConnectFacts {
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly stage: ConnectStage;
  readonly connectTimeoutMs: number;
  readonly certificateRejected: boolean;
}

/** Thrown when the cache answers AUTH with anything except OK. The message is the first line of the reply. */
export class CacheReplyError extends Error {
  override readonly name = 'CacheReplyError';

  constructor(reply: string) {
    super(reply.split('\r\n', 1)[0]?.slice(0, 200).replace(/^-/, '') ?? '');
  }
}

/** Creates the error for this library's own time limit. It has the same code as the operating system's error. */
export function createTimeout(): Error {
  return Object.assign(new Error('The connection attempt took too long.'), { code: 'ETIMEDOUT' });
}

/** A connection without the rules of the security group times out in silence (F8.2). */
const BLOCKED_HINT =
  "Check that the cache's security group allows this TCP port for the client, and that the client is in the cache's VPC. A security group that blocks a connection sends no answer.";

/** A public endpoint is in no VPC and has no security group (F11.6, F11.7). */
const NO_INTERNET_HINT =
  'The endpoint is public: check that the network of the client allows outgoing connections to this TCP port. A Lambda function in a VPC needs a NAT gateway; a function without a VPC needs nothing.';

/** The error of Node.js for a server that refuses the client's TLS versions. */
const OLD_TLS = 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION';
const OLD_TLS_HINT =
  'The server refuses the TLS version of this connection. The public endpoint of a cache needs TLS 1.3: check the limits of Node.js (--tls-max-v1.2) and a proxy that inspects TLS.';

/** The reasons by the error codes of Node.js. */
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

/** Returns an `IamAuthError` that names the cause and what to check. Returns an `IamAuthError` unchanged. */
export function toConnectError(cause: unknown, facts: ConnectFacts): IamAuthError {
  if (cause instanceof IamAuthError) return cause;
  if (cause instanceof CacheReplyError) return toReplyError(cause, facts);
  const reason = findReason(findCode(cause), facts);
  return new IamAuthError(reason, describe(reason, cause, facts), { cause });
}

// WRONGPASS comes from Valkey (F4.10), `invalid-iam-credentials` from ElastiCache.
const REFUSED = /^WRONGPASS\b|invalid-iam-credentials/;

/** A refusal of the token can also come from a new role or policy (F4.7). */
function toReplyError(cause: CacheReplyError, { host, port, userId }: ConnectFacts): IamAuthError {
  if (isUnavailable(cause)) {
    return new IamAuthError(
      'Unavailable',
      `The cache at ${host}:${port} could not check the login of user ${userId} (${cause.message}). It limits how many logins it checks in a second. Try again after a pause, and keep connections open instead of opening new ones.`,
      { cause },
    );
  }
  if (!REFUSED.test(cause.message)) {
    const message = `The cache at ${host}:${port} answered AUTH with: ${cause.message}.`;
    return new IamAuthError('UnexpectedReply', message, { cause });
  }
  return new IamAuthError(
    'TokenRefused',
    `The cache at ${host}:${port} refused the IAM authentication token of user ${userId} (${cause.message}). ` +
      "Check that the user is in the cache's user group and turned on, and that the caller's policy allows elasticache:Connect on the ARNs of both the cache and the user. " +
      'Check that the cache name, user and region of the token are correct. A new or changed role or policy can take up to two minutes to become effective.',
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
    return `The host name ${facts.host} was not found (${detail}). Check the endpoint's address, ${isPublicEndpoint(facts.host) ? 'and that the client can resolve names of the internet' : 'and that DNS support and DNS host names are turned on in the VPC'}.`;
  }
  if (reason === 'CertificateRejected') {
    return `The certificate of ${address} is not trusted (${detail}). Check that the address is exactly the endpoint's. For a local endpoint, check that NODE_EXTRA_CA_CERTS names the file of its certificate authority.`;
  }
  if (reason === 'TlsFailed') {
    const hint =
      findCode(cause) === OLD_TLS
        ? OLD_TLS_HINT
        : "Check that this is the cache's port. Serverless caches accept only TLS.";
    return `The TLS handshake with ${address} failed (${detail}). ${hint}`;
  }
  if (reason === 'ConnectionLost') return `${address} closed the connection (${detail}).`;
  if (findCode(cause) !== 'ETIMEDOUT') {
    return `${address} cannot be reached (${detail}). Check the endpoint's address and port, and that the cache is available.`;
  }
  return `${address} did not answer within ${facts.connectTimeoutMs} ms (${WAITED_FOR[facts.stage]}). ${isPublicEndpoint(facts.host) ? NO_INTERNET_HINT : BLOCKED_HINT}`;
}

const WAITED_FOR: Readonly<Record<ConnectStage, string>> = {
  TCP: 'no TCP connection',
  TLS: 'a TCP connection, but no answer to the TLS handshake: is this a TLS port?',
  AUTH: 'a TLS connection, but no reply to AUTH',
};

function findCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function toDetail(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's error for a name with several addresses, such as localhost, has a code and no message.
  return error.message.trim().replace(/\.$/, '') || findCode(error);
}
