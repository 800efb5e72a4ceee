/** The emulator's own connection to a cache's server. */
export interface ServerControl {
  /** Sends a command. Rejects with the server's refusal, or with another error when the connection is lost. */
  command(name: string, ...args: readonly string[]): Promise<unknown>;
  /** Sends a command and resolves to the server's refusal, such as `BUSY …`, or to undefined. */
  tell(name: string, ...args: readonly string[]): Promise<string | undefined>;
  close(): void;
}

/** Connects to a server's unix socket. Rejects at once when no server listens there. */
export async function connectControl(socketPath: string): Promise<ServerControl> {
  // Loaded with the first cache, because an endpoint without caches does not need it.
  const { Redis, ReplyError } = await import('./ioredis.js');
  const redis = new Redis({
    path: socketPath,
    protocol: 2,
    lazyConnect: true,
    // No reconnecting: the password works only once, and a lost connection means that the server has exited.
    retryStrategy: () => null,
    // The server would refuse INFO and CLIENT SETINFO before the login.
    enableReadyCheck: false,
    disableClientInfo: true,
    // Without a connection, commands must fail instead of waiting.
    enableOfflineQueue: false,
  });
  redis.on('error', () => {}); // The pending commands receive the error.
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
