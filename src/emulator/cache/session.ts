import type { TLSSocket } from 'node:tls';
import type { Clock } from '../state/clock.js';
import type { CacheFaults } from './faults/cache-faults.js';
import { type CommandFilter, createCommandFilter } from './faults/command-filter.js';
import { createLifetime } from './lifetime.js';
import { toServerPassword } from './login/acl.js';
import type { Verdict } from './login/authentication.js';
import { toWords } from './login/gate.js';
import { type Login, readLogin } from './login/login.js';
import type { StrangerLimit } from './login/stranger-limit.js';
import { quote } from './login/token-text.js';
import { createObserver, type Observation } from './report/observer.js';
import type { RequestEvent } from './resp/event.js';
import { createRequestParser } from './resp/reader.js';
import { BUSY, createRefusals } from './resp/refusal.js';
import type { ServerConnection } from './server/connection.js';

/** The parts of a cache that a connection uses. */
export interface SessionHost {
  readonly clock: Clock;
  /** The key from which the server's passwords are derived. */
  readonly secret: string;
  /** Whether the connection ends when its script is ended. */
  readonly endsWithScript: boolean;
  readonly strangerLimit: StrangerLimit;
  /** Whether clients may send commands without a login. */
  isOpen(): boolean;
  readonly observation: Observation;
  readonly faults: CacheFaults;
  /** Decides on a login. `isRenewal`: the connection is already logged in. Afterwards the server's users are up to date. */
  authorize(login: Login, isRenewal: boolean): Verdict | Promise<Verdict>;
  /** Reports that the client has logged in, or needs no login. */
  welcome(): void;
  /** Receives one line about this cache, without secrets. */
  log(line: string): void;
  /** Receives a line about an accepted login. Many of them must not push out the other lines. */
  logWelcome(line: string): void;
}

/** One client's connection. */
export interface Session {
  /** Returns the name of the client's current user on the server. */
  user(): string;
  /** Ends the connection if its 12 hours are over. */
  endWhenDue(): void;
  /** Ends the connection at once, but still sends replies that the port has received. */
  end(): void;
}

/** A part of Valkey's error for a script that was ended. */
const KILLED = 'Script killed by user with SCRIPT KILL';

/** Joins a client with its own connection to the server, which is already open. */
export function startSession(
  client: TLSSocket,
  connection: ServerConnection,
  host: SessionHost,
): Session {
  const server = connection.socket;
  const parser = createRequestParser();
  const refusals = createRefusals();
  const observer = createObserver(host.observation);
  /** Set while a fault rule strikes commands. */
  let filter: CommandFilter | undefined;
  let isDeciding = false;
  let isSilent = false;
  let username: string | undefined;
  const lifetime = createLifetime(host.clock, () => {
    const who = quote(username ?? '');
    host.log(`closed a connection of ${who}: 12 hours without a new AUTH.`);
    observer.expired();
    end();
  });

  function send(bytes: Buffer): void {
    if (!server.write(bytes)) client.pause();
  }

  function readOn(): void {
    if (!isDeciding && !server.writableNeedDrain && !isHeldUp()) client.resume();
  }

  /**
   * Whether to stop reading from a client that has not logged in and does not read its replies: the server
   * would keep them all (CVE-2025-21605, in Valkey before 8.0.3). Other clients may send any pipeline first.
   */
  function isHeldUp(): boolean {
    return client.writableNeedDrain && username === undefined && !host.isOpen();
  }

  /** Handles the received bytes, and pauses at a login that takes time to decide. */
  function pump(): void {
    if (filter && !runFilter(filter)) return;
    for (let event = next(); event; event = next()) {
      if (event.kind === 'pass') {
        if (!filter) {
          send(event.bytes);
          continue;
        }
        filter.push(event.bytes);
        if (!runFilter(filter)) return;
        continue;
      }
      observer.read(event.args);
      const login = readLogin(event.args);
      const verdict = login ? host.authorize(login, username !== undefined) : OPEN;
      if (!(verdict instanceof Promise)) {
        follow(verdict, login, event.bytes);
        continue;
      }
      isDeciding = true;
      client.pause();
      const { bytes } = event;
      verdict.then((decided) => {
        isDeciding = false;
        follow(decided, login, bytes);
        pump();
        readOn();
      }, end);
      return;
    }
  }

  /** Returns false if a slow command keeps the others waiting. */
  function runFilter(commands: CommandFilter): boolean {
    const waitMs = server.destroyed ? 0 : commands.run();
    if (waitMs === 0) return true;
    isDeciding = true;
    client.pause();
    setTimeout(() => {
      isDeciding = false;
      pump();
      readOn();
    }, waitMs).unref();
    return false;
  }

  function setFilter(isNeeded: boolean): void {
    if (isNeeded === (filter !== undefined) || !parser.isBetween()) return;
    const refuse = () => send(refusals.request('command', BUSY));
    filter = isNeeded ? createCommandFilter({ strike, send, refuse, cut: end }) : undefined;
  }

  function strike() {
    const isStranger = username === undefined && !host.isOpen();
    return isStranger ? UNTOUCHED : host.faults.strikeCommand(username ?? 'default');
  }

  function next(): RequestEvent | undefined {
    return isDeciding || isSilent || server.destroyed ? undefined : parser.next();
  }

  function follow(verdict: Verdict, login: Login | undefined, bytes: Buffer): void {
    if (!login || verdict.outcome === 'open') {
      send(bytes);
      return;
    }
    const who = quote(login.username);
    if (verdict.outcome === 'accepted') {
      username = login.username;
      observer.accepted(login);
      if (verdict.doubt === undefined) host.logWelcome(`login of ${who} accepted.`);
      else host.log(`login of ${who} accepted: ${verdict.doubt}`);
      host.welcome();
      lifetime.restart(verdict.byToken);
      send(login.withPassword(toServerPassword(host.secret, login.username)));
    } else if (verdict.outcome === 'refused') {
      host.log(`login of ${who} refused (${verdict.rule}): ${verdict.detail}`);
      observer.refused(login, verdict.rule);
      send(refusals.request(login.command));
    } else if (verdict.outcome === 'unchecked') {
      const fault = verdict.fault === undefined ? '' : `, fault ${verdict.fault}`;
      host.log(`login of ${who} not checked (${verdict.because}${fault}).`);
      if (verdict.because === 'closes') end();
      else send(refusals.request(login.command, toWords(verdict.because, username !== undefined)));
    } else {
      host.log(`no answer to ${who} (unreachable): ${verdict.detail}`);
      observer.refused(login, 'network');
      isSilent = true;
      server.destroy();
      client.resume();
    }
  }

  function end(): void {
    lifetime.stop();
    server.destroy();
    if (!isSilent) client.destroySoon();
  }

  client.on('data', (chunk: Buffer) => {
    if (isSilent) return;
    setFilter(host.faults.strikesCommands);
    observer.sent(chunk);
    parser.push(chunk);
    pump();
  });
  client.on('drain', () => {
    server.resume();
    readOn();
  });
  client.on('end', () => {
    if (isSilent) client.destroy();
    else server.end();
  });
  if (host.isOpen()) host.welcome();
  // A client may have closed its side before the server connection existed.
  if (client.readableEnded) server.end();
  client.on('close', end);
  connection.onData((chunk, release) => {
    if (host.endsWithScript && chunk.includes(KILLED)) return end();
    const bytes = refusals.translate(chunk);
    observer.received(bytes);
    const isOver = username === undefined && host.strangerLimit.isReached(bytes);
    if (bytes.length === 0) release?.();
    const isTaken = bytes.length === 0 || client.write(bytes, release);
    if (isOver) {
      host.log('closed a connection: too many commands without a login.');
      return end();
    }
    if (isTaken) return;
    server.pause();
    if (isHeldUp()) client.pause();
  });
  server.on('drain', readOn);
  server.on('end', end);
  server.on('error', end);
  server.on('close', end);
  return { user: () => username ?? 'default', endWhenDue: lifetime.check, end };
}

const OPEN: Verdict = { outcome: 'open' };
const UNTOUCHED = { delayMs: 0, outcome: 'pass' } as const;
