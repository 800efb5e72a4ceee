import type { Socket } from 'node:net';

/** Bounds what clients can take of this machine before anybody knows who they are. */
export interface Admission {
  /** A client has connected, and is a stranger until `welcome`. */
  arrive(socket: Socket): void;
  /** The client behind this port has logged in, or needs no login. */
  welcome(remotePort: number | undefined): void;
}

/** How long a client may stay without a login; the TLS handshake counts. AWS's limit is not documented. */
export const LOGIN_LIMIT_MS = 60_000;
/** As many as a burst of cold starts may have at once; each can make us keep 160 KB of half a login. */
export const MAX_STRANGERS = 2_000;

const TOO_SLOW = `no login within ${LOGIN_LIMIT_MS / 1_000} s`;
const TOO_MANY = `more than ${MAX_STRANGERS} have not logged in`;

/**
 * A stranger that takes too long is ended, and so is the oldest one when there are too many: a client that logs in
 * does so at once, hence a crowd that says nothing locks nobody out.
 */
export function createAdmission(log: (line: string) => void): Admission {
  /** By the client's port, oldest first. */
  const strangers = new Map<number, Socket>();

  function end(remotePort: number, why: string): void {
    const socket = strangers.get(remotePort);
    if (!socket) return;
    strangers.delete(remotePort);
    log(`a connection was ended: ${why}.`);
    socket.destroy();
  }

  return {
    arrive(socket) {
      const { remotePort } = socket;
      if (remotePort === undefined) return; // It is gone already.
      strangers.set(remotePort, socket);
      const timer = setTimeout(() => {
        if (strangers.get(remotePort) === socket) end(remotePort, TOO_SLOW);
      }, LOGIN_LIMIT_MS).unref();
      socket.once('close', () => {
        clearTimeout(timer);
        if (strangers.get(remotePort) === socket) strangers.delete(remotePort);
      });
      const [oldest] = strangers.keys();
      if (strangers.size > MAX_STRANGERS && oldest !== undefined) end(oldest, TOO_MANY);
    },
    welcome(remotePort) {
      if (remotePort !== undefined) strangers.delete(remotePort);
    },
  };
}
