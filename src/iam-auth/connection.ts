import { once } from 'node:events';
// Not the global timers: the fake timers of a test must not end a real connection.
import { clearTimeout, setTimeout } from 'node:timers';
import { connect, type TLSSocket } from 'node:tls';
import { authenticate } from './auth-command.js';
import { type ConnectStage, createTimeout, toConnectError } from './connect-error.js';
import { toSignedUserId } from './names.js';
import { toTlsOptions } from './public-endpoint.js';

/** The limit for TCP, TLS and AUTH together. It is short, to report the cause before a function's own time-out. */
export const CONNECT_TIMEOUT_MS = 5_000;

export interface ConnectionOptions {
  /** The address of the cache's endpoint. */
  readonly host: string;
  readonly port: number;
  /** The id of the ElastiCache user, which is the user name in AUTH. */
  readonly userId: string;
  /** Signs a token. Called once for each connection. */
  readonly createToken: () => Promise<string>;
  /** The limit in milliseconds for TCP, TLS and AUTH together. Default: 5000. */
  readonly connectTimeoutMs?: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | string[];
  /** Cancels the attempt. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a verified TLS connection and authenticates it with a newly signed token. Returns the paused socket, which any
 * Redis or Valkey client can use without knowing the token. Throws `IamAuthError` with the cause.
 */
export async function openConnection(options: ConnectionOptions): Promise<TLSSocket> {
  const { host, port, ca, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const userId = toSignedUserId(options.userId);
  let stage: ConnectStage = 'TCP';
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default. Node trusts AWS's certificates (F5.1).
  const tls = { rejectUnauthorized: true, ...toTlsOptions(host), ...(ca && { ca }) };
  const socket = connect({ host, port, ...tls });
  socket.on('error', ignore);
  socket.once('connect', () => {
    stage = 'TLS';
  });
  const giveUp = () => socket.destroy(new Error('The attempt was cancelled.'));
  const timer = setTimeout(() => socket.destroy(createTimeout()), connectTimeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  try {
    // Signing takes about as long as a handshake in the same network, so both run in parallel.
    const [token] = await Promise.all([options.createToken(), once(socket, 'secureConnect')]);
    stage = 'AUTH';
    await authenticate(socket, { userId, token });
    return socket;
  } catch (error) {
    socket.destroy();
    const certificateRejected = Boolean(socket.authorizationError);
    throw toConnectError(error, {
      host,
      port,
      userId,
      stage,
      connectTimeoutMs,
      certificateRejected,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

/** Keeps Node from exiting. The promise above and the client's own listener report the failure. */
function ignore(): void {}
