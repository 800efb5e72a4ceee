import type { Socket } from 'node:net';

/** Limits the resources that clients can use before they have logged in. */
export interface Admission {
  /** Counts a new client as a stranger until `welcome`. */
  arrive(socket: Socket): void;
  /** Reports that the client behind this port has logged in, or needs no login. */
  welcome(remotePort: number | undefined): void;
}

/** Time limit for a login, including the TLS handshake. AWS does not document its limit. */
export const LOGIN_LIMIT_MS = 60_000;
/** Enough for a burst of cold starts. Each stranger can make the port keep 160 KB of an unfinished login. */
export const MAX_STRANGERS = 2_000;

const TOO_SLOW = `no login within ${LOGIN_LIMIT_MS / 1_000} s`;
const TOO_MANY = `more than ${MAX_STRANGERS} have not logged in`;

/**
 * Disconnects strangers that take too long, and the oldest stranger when there are too many. Real clients log in at
 * once, so a crowd of silent connections cannot lock them out.
 */
export function createAdmission(log: (line: string) => void): Admission {
  /** By the client's port, oldest first. */
  const strangers = new Map<number, Socket>();

  function end(remotePort: number, why: string): void {
    const socket = strangers.get(remotePort);
    if (!socket) return;
    strangers.delete(remotePort);
    log(`closed a connection: ${why}.`);
    socket.destroy();
  }

  return {
    arrive(socket) {
      const { remotePort } = socket;
      if (remotePort === undefined) return; // The client has already disconnected.
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
