import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isConnectionOf } from './own-connection.js';

/** The limit of connections without a known owner. A runtime has one or two connections. */
const UNKNOWN_LIMIT = 64;
/** The limit of connections of the function's own process. */
const OWN_LIMIT = 32;
/** Time limit for the head of a request, which closes silent connections. */
const HEAD_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Options of a server whose connections `limitConnections` watches. */
export const CONNECTION_TIMES = {
  headersTimeout: HEAD_WITHIN_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
  // The runtime may wait for its next call, and work on it, without a limit here.
  requestTimeout: 0,
  keepAliveTimeout: 0,
};

/**
 * Limits the number of connections. Returns a function that checks whether a connection comes from the process
 * that `readPid` returns. It checks each connection once, with its first request.
 */
export function limitConnections(
  server: Server,
  readPid: () => number | undefined,
): (socket: Socket) => Promise<boolean> {
  const unknown = new Set<Socket>();
  const own = new Set<Socket>();
  const checks = new WeakMap<Socket, Promise<boolean>>();

  server.on('connection', (socket) => {
    unknown.add(socket);
    socket.once('close', () => {
      unknown.delete(socket);
      own.delete(socket);
    });
    // The oldest connection is closed: the function's own connections send a request at once.
    const [oldest] = unknown;
    if (unknown.size > UNKNOWN_LIMIT) oldest?.destroy();
  });

  const check = async (socket: Socket): Promise<boolean> => {
    if (!(await isConnectionOf(readPid(), socket))) return false;
    // A connection that is no longer in `unknown` has been closed.
    if (own.size >= OWN_LIMIT || !unknown.delete(socket)) return false;
    own.add(socket);
    return true;
  };
  return (socket) => {
    const checked = checks.get(socket) ?? check(socket);
    checks.set(socket, checked);
    return checked;
  };
}
