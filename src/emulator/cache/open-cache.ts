import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../state/clock.js';
import { type ServerlessCache, settleElastiCache } from '../state/elasticache.js';
import type { AwsState } from '../state/state.js';
import type { Certificate } from './certificate.js';
import { createLimitedLog } from './limited-log.js';
import { listen } from './listener.js';
import { isOpen, toAclUsers } from './login/acl.js';
import { authenticate, type Verdict } from './login/authentication.js';
import type { Login } from './login/login.js';
import type { AclSync } from './server/acl-sync.js';
import type { ServerProgram } from './server/program.js';
import { type ServingServer, startServing } from './server/serving-server.js';
import { type Session, startSession } from './session.js';

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

/**
 * AWS's `maxclients` is 65,000 (ElastiCache User Guide, "Valkey and Redis OSS configuration and limits"). This machine
 * has less memory for them: a connection takes two descriptors and about 100 KB here.
 */
const MAX_CLIENTS = 5_000;
/** The first pause between two attempts to start a server again; each is twice the one before. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** Starts a cache's server and its listener. */
export async function openCache(
  cache: ServerlessCache,
  surroundings: CacheSurroundings,
): Promise<OpenCache> {
  const { aws, clock, certificate } = surroundings;
  const { elasticache } = aws.region(cache.region);
  const secret = randomBytes(32).toString('hex');
  const limited = createLimitedLog((line) => surroundings.log(`cache ${cache.name}: ${line}`));
  const log = limited.write;
  const sessions = new Set<Session>();
  const closing = new AbortController();
  /** Undefined: there is none, and no client is let in. */
  let serving: ServingServer | undefined;
  let recovery: Promise<void> | undefined;

  // First the listener: the server shows its port to clients.
  const listener = await listen(certificate, { maxClients: MAX_CLIENTS, accept, log });
  try {
    follow(await start());
  } catch (error) {
    await listener.close();
    throw error;
  }

  function start(): Promise<ServingServer> {
    return startServing({
      start: { ...surroundings, announcedPort: listener.port },
      toUsers: (rules) => toAclUsers({ cache, elasticache, secret, closing: rules }),
      onChange(name) {
        for (const session of sessions) if (session.user() === name) session.end();
      },
      log,
    });
  }

  function follow(server: ServingServer): void {
    serving = server;
    void server.failed.then((reason) => {
      if (!closing.signal.aborted) recovery = recover(server, reason);
    });
  }

  /** In place of a server that ended or hangs comes a new one, which has no data. */
  async function recover(failed: ServingServer, reason: string): Promise<void> {
    serving = undefined;
    cache.isServerDown = true;
    log(`its server ${reason}: connections are closed, and it is started again without data.`);
    for (const session of sessions) session.end();
    await failed.close();
    const server = await startAgain();
    if (!server) return;
    follow(server);
    cache.isServerDown = false;
    log('its server is back, without data.');
  }

  /** Undefined: the cache is closed meanwhile. */
  async function startAgain(): Promise<ServingServer | undefined> {
    const { signal } = closing;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs *= 2) {
      try {
        settleElastiCache(elasticache, clock.now());
        return await start();
      } catch (error) {
        log(`its server cannot be started again yet: ${(error as Error).message}`);
      }
      await delay(Math.min(pauseMs, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  function authorize(login: Login, { acl }: ServingServer): Verdict | Promise<Verdict> {
    settleElastiCache(elasticache, clock.now());
    const updating = acl.update();
    return updating ? updating.then(() => decideOn(login, acl)) : decideOn(login, acl);
  }

  function decideOn({ username, password }: Login, acl: AclSync): Verdict {
    const verdict = authenticate({ username, password, cache, aws, nowMs: clock.now() });
    const problem = verdict.outcome === 'accepted' && acl.findProblem(username);
    return problem ? { outcome: 'refused', rule: 'user-access-string', detail: problem } : verdict;
  }

  function accept(client: TLSSocket, welcome: () => void): void {
    const server = serving;
    if (!server) {
      client.destroy(); // The server is not ready.
      return;
    }
    server.connect(client).then(
      (connection) => {
        const session = startSession(client, connection, {
          ...{ clock, secret, welcome, log },
          authorize: (login) => authorize(login, server),
          isOpen: () => isOpen({ cache, elasticache }),
        });
        sessions.add(session);
        client.on('close', () => sessions.delete(session));
        // The server may have failed while this connection to it was made.
        if (server !== serving) session.end();
      },
      () => client.destroy(),
    );
  }

  return {
    port: listener.port,
    refresh() {
      // Later: it is also called while the state is being brought up to date.
      queueMicrotask(() => {
        if (closing.signal.aborted) return;
        settleElastiCache(elasticache, clock.now());
        for (const session of sessions) session.endWhenDue();
        // A server that fails meanwhile is replaced, and its successor gets the users as they are then.
        serving?.acl.update()?.catch(() => {});
      });
    },
    async close() {
      closing.abort();
      await listener.close();
      await recovery;
      await serving?.close();
      limited.close();
    },
  };
}
