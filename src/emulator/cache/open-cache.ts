import { randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../clock.js';
import { settleElastiCache } from '../services/elasticache-settle.js';
import type { ServerlessCache } from '../state/elasticache.js';
import type { AwsState } from '../state/state.js';
import { isOpen, toAclUsers } from './acl.js';
import { createAclSync } from './acl-sync.js';
import { authenticate, type Verdict } from './authentication.js';
import type { Certificate } from './certificate.js';
import type { ServerProgram } from './find-server.js';
import { listen } from './listener.js';
import type { Login } from './login.js';
import { createServerConnector } from './server-connection.js';
import { type Session, type SessionHost, startSession } from './session.js';
import { startValkeyServer, type ValkeyServer } from './valkey-server.js';

/** What all caches of a port share. */
export interface CacheSurroundings {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly folder: string;
  readonly program: ServerProgram;
  readonly certificate: Certificate;
  /** Takes one line at a time, without secrets. */
  log(line: string): void;
}

/** A cache that clients can connect to. */
export interface OpenCache {
  readonly port: number;
  /** Brings users, access strings and connections to the state of this time. */
  refresh(): void;
  close(): Promise<void>;
}

/** Starts a cache's server and its listener. */
export async function openCache(
  cache: ServerlessCache,
  surroundings: CacheSurroundings,
): Promise<OpenCache> {
  const { aws, clock, certificate } = surroundings;
  const { elasticache } = aws.region(cache.region);
  const secret = randomBytes(32).toString('hex');
  const log = (line: string): void => surroundings.log(`cache ${cache.name}: ${line}`);
  const sessions = new Set<Session>();
  let accept = (client: TLSSocket): void => void client.destroy(); // not ready yet
  let isClosing = false;

  // First the listener: the server shows its port to clients.
  const listener = await listen(certificate, (client) => accept(client));
  const server = await startServer();

  async function startServer(): Promise<ValkeyServer> {
    try {
      return await startValkeyServer({ ...surroundings, announcedPort: listener.port });
    } catch (error) {
      await listener.close();
      throw error;
    }
  }

  const acl = createAclSync(server, () => {
    return toAclUsers({ cache, elasticache, secret, closing: server.closingRules });
  });

  function authorize(login: Login): Verdict | Promise<Verdict> {
    settleElastiCache({ state: aws.region(cache.region), clock });
    const updating = acl.update();
    return updating ? updating.then(() => decideOn(login)) : decideOn(login);
  }

  function decideOn({ username, password }: Login): Verdict {
    const verdict = authenticate({ username, password, cache, aws, nowMs: clock.now() });
    const problem = verdict.outcome === 'accepted' && acl.findProblem(username);
    return problem ? { outcome: 'refused', rule: 'user-access-string', detail: problem } : verdict;
  }

  const host: SessionHost = {
    ...{ clock, secret, authorize, log },
    isOpen: () => isOpen({ cache, elasticache }),
  };
  const connectServer = createServerConnector(server.socketPath);
  accept = (client) => {
    connectServer(client).then(
      (connection) => {
        const session = startSession(client, connection, host);
        sessions.add(session);
        client.on('close', () => sessions.delete(session));
      },
      () => client.destroy(),
    );
  };

  server.exited.then(
    ({ code, signal }) => {
      if (!isClosing) log(`its server ended by itself (code ${code}, signal ${signal}).`);
    },
    () => {},
  );

  const opened: OpenCache = {
    port: listener.port,
    refresh() {
      // Later: it is also called while the state is being brought up to date.
      queueMicrotask(() => {
        if (isClosing) return;
        settleElastiCache({ state: aws.region(cache.region), clock });
        for (const session of sessions) session.endWhenDue();
        acl.update()?.catch((error: Error) => {
          if (!isClosing) log(`users could not be updated: ${error.message}`);
        });
      });
    },
    async close() {
      isClosing = true;
      server.control.close();
      await Promise.all([listener.close(), server.close()]);
    },
  };
  try {
    await acl.update();
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}
