import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Receives the server's bytes. It must call `release`, if given, when it no longer needs them. */
export type ServerListener = (bytes: Buffer, release?: () => void) => void;

/** A client's own connection to the server. */
export interface ServerConnection {
  readonly socket: Socket;
  /** Sets the listener, which replaces the socket's `data` events. */
  onData(listener: ServerListener): void;
}

/** Opens a client's own connection. Rejects when the client has disconnected or the server has exited. */
export type ServerConnector = (client: TLSSocket) => Promise<ServerConnection>;

/** The size of one read in Node.js. */
const READ_BYTES = 65_536;
/** Up to this size, copying is faster than reusing memory. */
const SMALL_BYTES = 4_096;
const MAX_FREE = 64;
/** The pause before a new attempt: a full unix socket fails with EAGAIN at once, instead of waiting as TCP does. */
const RETRY_MS = 5;

/**
 * Creates a connector for the server behind this socket. All connections read into the same memory. By
 * default, Node.js allocates 64 KB for each reply, and garbage collection then takes more time than
 * all other work of the port.
 */
export function createServerConnector(path: string): ServerConnector {
  const reading = Buffer.allocUnsafeSlow(READ_BYTES);
  const free: Buffer[] = [];

  function pass(length: number, listener: ServerListener): void {
    const bytes = reading.subarray(0, length);
    if (length <= SMALL_BYTES) {
      listener(Buffer.from(bytes));
      return;
    }
    const slab = free.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES);
    bytes.copy(slab);
    listener(slab.subarray(0, length), () => {
      if (free.length < MAX_FREE) free.push(slab);
    });
  }

  function open(): ServerConnection {
    let listener: ServerListener = () => {};
    const onread = {
      buffer: reading,
      callback(length: number) {
        pass(length, listener);
        return true;
      },
    };
    return {
      socket: connect({ path, allowHalfOpen: true, onread }),
      onData(next) {
        listener = next;
      },
    };
  }

  return async (client) => {
    for (;;) {
      const connection = open();
      const { socket } = connection;
      const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
        socket.once('connect', () => resolve(undefined));
        socket.once('error', resolve);
      });
      if (client.destroyed) socket.destroy();
      if (failure?.code !== 'EAGAIN' || client.destroyed) {
        if (failure || client.destroyed) throw failure ?? new Error('The client has disconnected.');
        return connection;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
}
