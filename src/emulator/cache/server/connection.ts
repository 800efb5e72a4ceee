import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Takes what the server says; `release`, if there is one, is to be called when the bytes are no longer needed. */
export type ServerListener = (bytes: Buffer, release?: () => void) => void;

/** A client's own connection to the server. */
export interface ServerConnection {
  readonly socket: Socket;
  /** Instead of the socket's `data` events. */
  onData(listener: ServerListener): void;
}

/** Opens a client's own connection; rejects when the client or the server is gone. */
export type ServerConnector = (client: TLSSocket) => Promise<ServerConnection>;

/** As much as Node reads at once. */
const READ_BYTES = 65_536;
/** Up to here a copy is quicker than memory that has to be given back. */
const SMALL_BYTES = 4_096;
const MAX_FREE = 64;
/** A unix socket whose queue is full answers EAGAIN at once, instead of waiting as TCP does. */
const RETRY_MS = 5;

/**
 * Connects clients with the server behind this socket. All of them read into the same memory: left
 * to itself Node takes 64 KB anew for each reply, and then spends more time on collecting
 * garbage than the port does on everything else.
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
        if (failure || client.destroyed) throw failure ?? new Error('The client is gone.');
        return connection;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
}
