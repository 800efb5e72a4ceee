import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Leaves room below the usual limit of file descriptors, which caches and functions need too. */
const MAX_CONNECTIONS = 1024;

/** The open connections of the HTTP port. */
export interface Connections {
  add(socket: Socket): void;
  /** Marks a connection as busy with a request until its answer is sent. */
  use(socket: Socket, response: ServerResponse): void;
}

/**
 * Keeps at most `limit` connections. A new connection displaces the oldest one that never sent a request head,
 * then the oldest one without a request. This way, idle connections cannot block callers.
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
