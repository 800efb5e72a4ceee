import { Socket } from 'node:net';
import type { RedisOptions } from 'ioredis';
import { type ConnectionOptions, openConnection } from './connection.js';

type ConnectorClass = NonNullable<RedisOptions['Connector']>;

/** What of ioredis' options the connector reads. */
type ClientOptions = Pick<RedisOptions, 'retryStrategy' | 'disconnectTimeout'>;

/**
 * The class for ioredis' `Connector` option. It hands the client sockets that are already authenticated, each
 * with a token of its own. It goes where the options go, so also through `duplicate()`, and the client knows no
 * password, which it could send again when it is stale, or log.
 */
export function createConnectorClass(
  connection: Omit<ConnectionOptions, 'signal'>,
): ConnectorClass {
  class IamAuthConnector {
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
  }
  // ioredis types the option by its abstract class, whose private members no other class can have.
  return IamAuthConnector as unknown as ConnectorClass;
}
