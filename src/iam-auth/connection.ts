import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { authenticate } from './auth-command.js';
import { type ConnectStage, createTimeout, toConnectError } from './connect-error.js';
import { toSignedUserId } from './names.js';

/** TCP, TLS and AUTH together: short, so that the cause is told before a function's own time runs out. */
export const CONNECT_TIMEOUT_MS = 5_000;

export interface ConnectionOptions {
  /** The address in the cache's endpoint. */
  readonly host: string;
  readonly port: number;
  /** The ElastiCache user: the user name of AUTH. */
  readonly userId: string;
  /** Signs a token; called once for each connection. */
  readonly createToken: () => Promise<string>;
  /** Milliseconds for TCP, TLS and AUTH together; 5000 if not given. */
  readonly connectTimeoutMs?: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | string[];
  /** Ends the attempt. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a verified TLS connection and authenticates it with a newly signed token. Any Redis or Valkey
 * client can go on with the (paused) socket and never sees the token. Throws `IamAuthError` with the cause.
 */
export async function openConnection(options: ConnectionOptions): Promise<TLSSocket> {
  const { host, port, ca, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const userId = toSignedUserId(options.userId);
  let stage: ConnectStage = 'TCP';
  // rejectUnauthorized is written out, so that NODE_TLS_REJECT_UNAUTHORIZED=0 cannot take it away.
  const socket = connect({ host, port, rejectUnauthorized: true, ...(ca && { ca }) });
  socket.on('error', ignore);
  socket.once('connect', () => {
    stage = 'TLS';
  });
  const giveUp = () => socket.destroy(new Error('The attempt was given up.'));
  const timer = setTimeout(() => socket.destroy(createTimeout()), connectTimeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted) giveUp();
  try {
    // Signing takes about as long as a handshake in the same network: both at once.
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

/** Failures are told by the promise above and by the client's own listener; without any, Node would exit. */
function ignore(): void {}
