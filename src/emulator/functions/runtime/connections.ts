import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isConnectionOf } from './own-connection.js';

/** Connections that have not shown yet whose they are; a runtime has one or two. */
const UNKNOWN_LIMIT = 64;
/** Connections of the function's own process. */
const OWN_LIMIT = 32;
/** How long the head of a request may take: a connection that asks for nothing is closed. */
const HEAD_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Options of a server whose connections `limitConnections` watches. */
export const CONNECTION_TIMES = {
  headersTimeout: HEAD_WITHIN_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
  // The runtime waits for its next call, and works on it, as long as it takes.
  requestTimeout: 0,
  keepAliveTimeout: 0,
};

/**
 * Bounds what connections cost. Returns the check of a request's connection: whether it comes from the process
 * that `readPid` gives. It is made with the first request, once for each connection.
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
    // The oldest goes: the function's own connection sends its request at once.
    const [oldest] = unknown;
    if (unknown.size > UNKNOWN_LIMIT) oldest?.destroy();
  });

  const check = async (socket: Socket): Promise<boolean> => {
    if (!(await isConnectionOf(readPid(), socket))) return false;
    // `unknown` has it as long as it is open.
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
