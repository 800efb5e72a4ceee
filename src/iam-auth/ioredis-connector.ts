import { Socket } from 'node:net';
import { type ConnectionOptions, openConnection } from './connection.js';

/** The interface of a connector for the ioredis family. */
export interface Connector {
  /** The error that the client reports when `connect` has returned a failed socket. */
  readonly firstError: Error | undefined;
  check(): boolean;
  connect(): Promise<Socket>;
  disconnect(): void;
}

/** The client's options that the connector reads. */
interface ClientOptions {
  readonly retryStrategy?: unknown;
  readonly disconnectTimeout?: number;
}

/**
 * Creates the class for the `Connector` option of ioredis and iovalkey. Its sockets are already authenticated, each with
 * a new token. `duplicate()` copies the option. The client itself has no password, which it could log or send again
 * after the password has expired (F5.7).
 */
export function createConnectorClass(
  connection: Omit<ConnectionOptions, 'signal'>,
): new (
  options: ClientOptions,
) => Connector {
  return class IamAuthConnector implements Connector {
    firstError: Error | undefined;
    #attempt = new AbortController();
    #socket: Socket | undefined;
    readonly #options: ClientOptions;

    constructor(options: ClientOptions) {
      this.#options = options;
    }

    check(): boolean {
      return true;
    }

    async connect(): Promise<Socket> {
      this.firstError = undefined;
      this.#attempt = new AbortController();
      const { signal } = this.#attempt;
      try {
        this.#socket = await openConnection({ ...connection, signal });
      } catch (error) {
        // After a rejection, ioredis ends the client. It tries again only after a failed socket.
        if (!signal.aborted && !this.#options.retryStrategy) throw error;
        if (!signal.aborted && error instanceof Error) this.firstError = error;
        this.#socket = new Socket().destroy();
      }
      return this.#socket;
    }

    disconnect(): void {
      this.#attempt.abort();
      const socket = this.#socket;
      if (!socket || socket.destroyed) return;
      const timer = setTimeout(() => socket.destroy(), this.#options.disconnectTimeout);
      socket.once('close', () => clearTimeout(timer));
      socket.end();
    }
  };
}
