import { Socket } from 'node:net';
import { type ConnectionOptions, openConnection } from './connection.js';

/** What the clients of the ioredis family ask of their connector. */
export interface Connector {
  /** What is reported when `connect` has given a socket that has failed. */
  readonly firstError: Error | undefined;
  check(): boolean;
  connect(): Promise<Socket>;
  disconnect(): void;
}

/** What of the client's options the connector reads. */
interface ClientOptions {
  readonly retryStrategy?: unknown;
  readonly disconnectTimeout?: number;
}

/**
 * The class for the `Connector` option of ioredis and iovalkey. It hands the client sockets that are already authenticated, each
 * with a token of its own. It goes where the options go, so also through `duplicate()`, and the client knows no
 * password, which it could send again when it is stale, or log.
 */
export function createConnectorClass(
  connection: Omit<ConnectionOptions, 'signal'>,
): new (
  options: ClientOptions,
) => Connector {
  return class IamAuthConnector implements Connector {
    /** What ioredis reports when it is handed a socket that has failed. */
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
        // ioredis ends the client at a rejection, and tries again only after a socket that has failed.
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
