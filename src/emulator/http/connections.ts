import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Below the file descriptors that a process has everywhere, caches and functions included. */
const MAX_CONNECTIONS = 1024;

/** The open connections of the HTTP port. */
export interface Connections {
  add(socket: Socket): void;
  /** The connection has a request, until its answer is sent. */
  use(socket: Socket, response: ServerResponse): void;
}

/**
 * Keeps at most `limit` connections. A new one displaces the oldest of those that never sent a head, then the
 * oldest of those without a request: connections that are only held open do not keep callers out.
 */
export function createConnections(limit = MAX_CONNECTIONS): Connections {
  const silent = new Set<Socket>();
  const idle = new Set<Socket>();
  const busy = new Set<Socket>();
  const leave = (socket: Socket): void => {
    for (const set of [silent, idle, busy]) set.delete(socket);
  };
  return {
    add(socket) {
      if (silent.size + idle.size + busy.size >= limit) {
        const [displaced = socket] = silent.size > 0 ? silent : idle;
        leave(displaced);
        displaced.destroy();
      }
      if (socket.destroyed) return;
      silent.add(socket);
      socket.once('close', () => leave(socket));
    },
    use(socket, response) {
      leave(socket);
      busy.add(socket);
      response.once('close', () => {
        if (busy.delete(socket) && !socket.destroyed) idle.add(socket);
      });
    },
  };
}
