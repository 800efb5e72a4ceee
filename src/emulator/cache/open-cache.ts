import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../state/clock.js';
import { type ServerlessCache, settleElastiCache } from '../state/elasticache.js';
import type { AwsState } from '../state/state.js';
import type { Certificate } from './certificate.js';
import { createCacheFaults } from './faults/cache-faults.js';
import type { CacheFaultPlan } from './faults/plan.js';
import { createLimitedLog } from './limited-log.js';
import { listen } from './listener.js';
import { isOpen, toAclUsers } from './login/acl.js';
import { authenticate, type Verdict } from './login/authentication.js';
import { createLoginGate, type Obstacle, toWords } from './login/gate.js';
import type { Login } from './login/login.js';
import { type LoginRecord, toLoginRecord } from './login/login-record.js';
import { createStrangerLimit } from './login/stranger-limit.js';
import { findAccessKeyId } from './login/token-text.js';
import { createRecentRequests } from './report/recent-requests.js';
import type { CompatibilityReport } from './report/report.js';
import type { AclSync } from './server/acl-sync.js';
import type { ServerProgram } from './server/program.js';
import { startValkeyServer, type ValkeyServer } from './server/valkey-server.js';
import { type Session, startSession } from './session.js';

/** The parts that all caches of the endpoint share. */
export interface CacheSurroundings {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly folder: string;
  readonly program: ServerProgram;
  readonly certificate: Certificate;
  readonly report: CompatibilityReport;
  readonly faults: CacheFaultPlan;
  /** The port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Receives one line at a time, without secrets. */
  log(line: string): void;
  /** Receives a line for each accepted login. */
  logWelcome(line: string): void;
  /** Receives each login and its verdict. */
  onLogin(record: LoginRecord): void;
}

/** A cache that clients can connect to. */
export interface OpenCache {
  readonly port: number;
  /** Applies the current users, access strings and time limits to the server and its connections. */
  refresh(): void;
  close(): Promise<void>;
}

/**
 * AWS's `maxclients` is 65,000 (ElastiCache User Guide, "Valkey and Redis OSS configuration and limits"). The local
 * limit is lower because each connection needs two descriptors and about 100 KB of this machine.
 */
const MAX_CLIENTS = 5_000;
/** The first pause between two attempts to restart a server. Each pause is twice as long as the previous one. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** Starts a cache's server and its listener. Throws ValkeyServerError when the server does not start. */
export async function openCache(
  cache: ServerlessCache,
  surroundings: CacheSurroundings,
): Promise<OpenCache> {
  const { aws, clock, certificate } = surroundings;
  const { elasticache } = aws.region(cache.region);
  const secret = randomBytes(32).toString('hex');
  const toLine = (text: string) => `cache ${cache.name}: ${text}`;
  const limited = createLimitedLog((text) => surroundings.log(toLine(text)));
  const welcomes = createLimitedLog((text) => surroundings.logWelcome(toLine(text)));
  const log = limited.write;
  const sessions = new Set<Session>();
  const closing = new AbortController();
  const observation = { report: surroundings.report, recent: createRecentRequests() };
  const gate = createLoginGate(cache, aws, clock);
  const faults = createCacheFaults(surroundings.faults, {
    ...{ name: cache.name, clock, log },
    cutAll() {
      for (const session of sessions) session.end();
    },
  });
  /** Undefined while no server runs; clients are refused then. */
  let serving: ValkeyServer | undefined;
  let recovery: Promise<void> | undefined;

  // The listener starts first, because the server announces its port to clients.
  const reception = {
    // Only public endpoints demand it (F11.3).
    minTls: cache.connectionType === 'public' ? 'TLSv1.3' : 'TLSv1.2',
    ...{ maxClients: MAX_CLIENTS, tooManyClients, isAway: faults.isAway, accept, log },
  } as const;
  const listener = await listen(certificate, reception, surroundings.port);
  try {
    follow(await start());
  } catch (error) {
    await listener.close();
    faults.close();
    throw error;
  }

  function start(): Promise<ValkeyServer> {
    return startValkeyServer({
      ...surroundings,
      assumes: aws.assumes,
      announcedPort: listener.port,
      toUsers: (rules) => toAclUsers({ cache, elasticache, secret, closing: rules }),
      onChange(name) {
        for (const session of sessions) if (session.user() === name) session.end();
      },
      log,
    });
  }

  function follow(server: ValkeyServer): void {
    serving = server;
    void server.failed.then((reason) => {
      if (!closing.signal.aborted) recovery = recover(server, reason);
    });
  }

  /** Replaces a server that has exited or hangs with a new one, which has no data. */
  async function recover(failed: ValkeyServer, reason: string): Promise<void> {
    serving = undefined;
    cache.isServerDown = true;
    log(`its server ${reason}. Closing all connections and starting a new server without data.`);
    for (const session of sessions) session.end();
    await failed.close();
    const server = await startAgain();
    if (!server) return;
    follow(server);
    cache.isServerDown = false;
    log('its server is back, without data.');
  }

  /** Tries until a server starts. Returns undefined when the cache is closed in the meantime. */
  async function startAgain(): Promise<ValkeyServer | undefined> {
    const { signal } = closing;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs *= 2) {
      try {
        settleElastiCache(elasticache, clock.now());
        return await start();
      } catch (error) {
        log(`its server cannot be restarted yet: ${(error as Error).message}`);
      }
      await delay(Math.min(pauseMs, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  function authorize(login: Login, isRenewal: boolean, server: ValkeyServer) {
    const verdict = judge(login, isRenewal, server);
    const note = (decided: Verdict): Verdict => {
      const facts = { verdict: decided, cache, aws, atMs: clock.now() };
      surroundings.onLogin(toLoginRecord(login, facts));
      return decided;
    };
    return verdict instanceof Promise ? verdict.then(note) : note(verdict);
  }

  function judge(
    login: Login,
    isRenewal: boolean,
    server: ValkeyServer,
  ): Verdict | Promise<Verdict> {
    const isToken = findAccessKeyId(login.password) !== undefined;
    const struck = faults.strikeLogin({ user: login.username, isToken, isRenewal });
    const check = (obstacle?: Obstacle) => {
      const because = obstacle?.because ?? gate.findObstacle(isToken);
      return because
        ? ({ outcome: 'unchecked', because, fault: obstacle?.fault } as const)
        : decide(login, server);
    };
    return struck instanceof Promise ? struck.then(check) : check(struck);
  }

  function decide(login: Login, { acl }: ValkeyServer): Verdict | Promise<Verdict> {
    settleElastiCache(elasticache, clock.now());
    const updating = acl.update();
    return updating ? updating.then(() => decideOn(login, acl)) : decideOn(login, acl);
  }

  function decideOn({ username, password }: Login, acl: AclSync): Verdict {
    const verdict = authenticate({ username, password, cache, aws, nowMs: clock.now() });
    const problem = verdict.outcome === 'accepted' && acl.findProblem(username);
    return problem ? { outcome: 'refused', rule: 'user-access-string', detail: problem } : verdict;
  }

  /** A cache with logins does not say that it has too many clients (F4.11). */
  function tooManyClients(): string {
    return isOpen({ cache, elasticache })
      ? 'ERR max number of clients reached'
      : toWords('unavailable', false);
  }

  function accept(client: TLSSocket, welcome: () => void): void {
    const server = serving;
    if (!server || faults.isAway()) {
      client.destroy();
      return;
    }
    if (faults.strikeConnection()) {
      client.resume().end(`-${tooManyClients()}\r\n`);
      return;
    }
    server.connect(client).then(
      (connection) => {
        const session = startSession(client, connection, {
          ...{ clock, secret, welcome, log, logWelcome: welcomes.write, observation },
          endsWithScript: aws.assumes('killed-scripts', 'closed'),
          ...{ faults, strangerLimit: createStrangerLimit(cache, aws) },
          authorize: (login, isRenewal) => authorize(login, isRenewal, server),
          isOpen: () => isOpen({ cache, elasticache }),
        });
        sessions.add(session);
        client.on('close', () => sessions.delete(session));
        // The server may have failed while the port connected to it.
        if (server !== serving) session.end();
      },
      () => client.destroy(),
    );
  }

  return {
    port: listener.port,
    refresh() {
      // Deferred, because `refresh` is also called in the middle of a state change.
      queueMicrotask(() => {
        if (closing.signal.aborted) return;
        settleElastiCache(elasticache, clock.now());
        for (const session of sessions) session.endWhenDue();
        // If the server fails now, its replacement starts with the current users.
        serving?.acl.update()?.catch(() => {});
      });
    },
    async close() {
      closing.abort();
      faults.close();
      await listener.close();
      await recovery;
      await serving?.close();
      limited.close();
      welcomes.close();
    },
  };
}
