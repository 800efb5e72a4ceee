import { type AclSync, createAclSync } from './acl-sync.js';
import { createServerConnector, type ServerConnector } from './connection.js';
import { watchHealth } from './health.js';
import { startValkeyServer, type ValkeyServer } from './valkey-server.js';

/** A server that is watched and has its users: clients may be connected with it. */
export interface ServingServer {
  readonly acl: AclSync;
  readonly connect: ServerConnector;
  /** Settles with the reason when the server ends by itself or hangs. It is of no use then, and still to be closed. */
  readonly failed: Promise<string>;
  close(): Promise<void>;
}

export interface ServingOptions {
  readonly start: Parameters<typeof startValkeyServer>[0];
  /** Gives what `ACL SETUSER` takes, by the user's name; `closing` rules come last for every user. */
  toUsers(closing: readonly string[]): ReadonlyMap<string, readonly string[]>;
  /** Called at once for each user that is to change. */
  onChange(name: string): void;
  log(line: string): void;
}

/** Starts a server and gives it its users; throws ValkeyServerError. */
export async function startServing(options: ServingOptions): Promise<ServingServer> {
  const { toUsers, onChange, log } = options;
  const server = await startValkeyServer(options.start);
  const acl = createAclSync({
    control: server.control,
    toUsers: () => toUsers(server.closingRules),
    onChange,
  });
  const health = watchHealth(server.control, log);
  const close = async (): Promise<void> => {
    health.close();
    await server.close();
  };
  try {
    await acl.update();
  } catch (error) {
    await close();
    throw error;
  }
  const connect = createServerConnector(server.socketPath);
  return { acl, connect, failed: Promise.race([toReason(server), health.failed]), close };
}

function toReason({ exited }: ValkeyServer): Promise<string> {
  return exited.then(
    ({ code, signal }) => (signal ? `was ended by ${signal}` : `ended with code ${code}`),
    (error: Error) => `ended: ${error.message}`,
  );
}
