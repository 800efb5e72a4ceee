import type { TLSSocket } from 'node:tls';
import type { Clock } from '../state/clock.js';
import { toServerPassword } from './login/acl.js';
import type { Verdict } from './login/authentication.js';
import { type Login, readLogin } from './login/login.js';
import { quote } from './login/token-text.js';
import type { RequestEvent } from './resp/event.js';
import { createRequestParser } from './resp/reader.js';
import { createRefusals } from './resp/refusal.js';
import type { ServerConnection } from './server/connection.js';

/** What a connection needs of its cache. */
export interface SessionHost {
  readonly clock: Clock;
  /** Of which the server's passwords are made. */
  readonly secret: string;
  /** Whether clients without a login may do anything. */
  isOpen(): boolean;
  /** Decides on a login; the server's users are up to date when it has. */
  authorize(login: Login): Verdict | Promise<Verdict>;
  /** The client has logged in, or needs no login. */
  welcome(): void;
  /** Takes what is to be told of this cache, without secrets. */
  log(line: string): void;
}

/** One client's connection. */
export interface Session {
  /** The name of the server's user as which the client acts. */
  user(): string;
  /** Ends the connection when its time is over. */
  endWhenDue(): void;
  /** Ends the connection at once; what was answered already is still sent. */
  end(): void;
}

/**
 * "An IAM authenticated connection … will automatically be disconnected after 12 hours", unless AUTH
 * or HELLO come again (F4.4).
 */
const MAX_SESSION_MS = 12 * 3_600_000;
/** How late that may be when time passes by itself. */
const CHECK_MS = 60_000;

/** Joins a client with a connection to the server of its own, which is open already. */
export function startSession(
  client: TLSSocket,
  connection: ServerConnection,
  host: SessionHost,
): Session {
  const server = connection.socket;
  const parser = createRequestParser();
  const refusals = createRefusals();
  let isDeciding = false;
  let isSilent = false;
  let username: string | undefined;
  let dueAtMs = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function send(bytes: Buffer): void {
    if (!server.write(bytes)) client.pause();
  }

  function readOn(): void {
    if (!isDeciding && !server.writableNeedDrain && !isHeldUp()) client.resume();
  }

  /**
   * Who has not logged in is not read while it does not read its replies: the server would keep
   * them all (CVE-2025-21605, in Valkey before 8.0.3). Others may send a pipeline of any length first.
   */
  function isHeldUp(): boolean {
    return client.writableNeedDrain && username === undefined && !host.isOpen();
  }

  /** Passes on what came, up to a login that takes time to decide. */
  function pump(): void {
    for (let event = next(); event; event = next()) {
      if (event.kind === 'pass') {
        send(event.bytes);
        continue;
      }
      const login = readLogin(event.args);
      const verdict = login ? host.authorize(login) : OPEN;
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
      host.welcome();
      setDue(verdict.byToken);
      send(login.withPassword(toServerPassword(host.secret, login.username)));
    } else if (verdict.outcome === 'refused') {
      host.log(`login of ${who} refused (${verdict.rule}): ${verdict.detail}`);
      send(refusals.request(login.command));
    } else {
      host.log(`no answer to ${who} (unreachable): ${verdict.detail}`);
      isSilent = true;
      server.destroy();
      client.resume();
    }
  }

  function setDue(byToken: boolean): void {
    clearInterval(timer);
    dueAtMs = Number.POSITIVE_INFINITY;
    if (!byToken) return;
    dueAtMs = host.clock.now() + MAX_SESSION_MS;
    timer = setInterval(endWhenDue, CHECK_MS).unref();
  }

  function endWhenDue(): void {
    if (host.clock.now() < dueAtMs) return;
    const who = quote(username ?? '');
    host.log(`connection of ${who} ended: 12 hours without a new AUTH.`);
    end();
  }

  /** What the client has not been sent yet is still sent. */
  function end(): void {
    clearInterval(timer);
    dueAtMs = Number.POSITIVE_INFINITY;
    server.destroy();
    if (!isSilent) client.destroySoon();
  }

  client.on('data', (chunk: Buffer) => {
    if (isSilent) return;
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
  // Who said nothing at all may have ended before there was a server to tell.
  if (client.readableEnded) server.end();
  client.on('close', end);
  connection.onData((chunk, release) => {
    const bytes = refusals.translate(chunk);
    if (bytes.length === 0) release?.();
    if (bytes.length === 0 || client.write(bytes, release)) return;
    server.pause();
    if (isHeldUp()) client.pause();
  });
  server.on('drain', readOn);
  server.on('end', end);
  server.on('error', end);
  server.on('close', end);
  return { user: () => username ?? 'default', endWhenDue, end };
}

const OPEN: Verdict = { outcome: 'open' };
