import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toPauseMs } from './back-off.js';
import { type ConnectionOptions, openConnection } from './connection.js';
import { isUnavailable } from './error.js';

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
 * after the password has expired (F5.7). While the cache cannot check logins, the pauses grow beyond those of the client.
 */
export function createConnectorClass(
  connection: Omit<ConnectionOptions, 'signal'>,
  random: () => number,
): new (
  options: ClientOptions,
) => Connector {
  return class IamAuthConnector implements Connector {
    firstError: Error | undefined;
    #attempt = new AbortController();
    #socket: Socket | undefined;
    /** The attempts in a row for which the cache was unavailable. */
    #unavailable = 0;
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
        // Without a retry strategy the application decides when to connect, so it must not wait here.
        if (this.#unavailable > 0 && this.#options.retryStrategy) {
          await sleep(toPauseMs(this.#unavailable, random), undefined, { signal });
        }
        this.#socket = await openConnection({ ...connection, signal });
        this.#unavailable = 0;
      } catch (error) {
        this.#unavailable = isUnavailable(error) ? this.#unavailable + 1 : 0;
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
