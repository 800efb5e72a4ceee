/** The port's own connection to a cache's server. */
export interface ServerControl {
  /** Sends a command; rejects with the server's refusal, or with another error when the connection is lost. */
  command(name: string, ...args: readonly string[]): Promise<unknown>;
  /** The same; resolves to the refusal, such as `BUSY …`, or to undefined when the server did it. */
  tell(name: string, ...args: readonly string[]): Promise<string | undefined>;
  close(): void;
}

/** Connects to a server's unix socket; rejects at once when nobody listens there. */
export async function connectControl(socketPath: string): Promise<ServerControl> {
  // Only when a cache starts: an endpoint that starts need not load it.
  const { Redis, ReplyError } = await import('./ioredis.js');
  const redis = new Redis({
    path: socketPath,
    protocol: 2,
    lazyConnect: true,
    // A second connection could not log in: the password works once. A lost one means that the server is gone.
    retryStrategy: () => null,
    // INFO and CLIENT SETINFO before the login would be refused.
    enableReadyCheck: false,
    disableClientInfo: true,
    // A command fails when there is no connection, instead of waiting for one.
    enableOfflineQueue: false,
  });
  redis.on('error', () => {}); // The pending commands have the error.
  await redis.connect();
  return {
    command: (name, ...args) => redis.call(name, ...args),
    async tell(name, ...args) {
      try {
        await redis.call(name, ...args);
        return undefined;
      } catch (error) {
        if (error instanceof Error && error instanceof ReplyError) return error.message;
        throw error;
      }
    },
    close: () => redis.disconnect(),
  };
}

/** Whether the server refused a command because a script has been running for too long. */
export function isBusy(refusal: string | undefined): boolean {
  return refusal?.startsWith('BUSY ') === true;
}
