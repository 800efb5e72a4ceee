import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { toCommand } from '../../iam-auth/auth-command.js';
import type { IamAuthClock } from '../../iam-auth/clock.js';
import { createRenewal, toRenewalError } from '../../iam-auth/renewal.js';
import type { IamAuthTokenProvider } from '../../iam-auth/token-provider.js';
import type { CommandReader, Piece } from './command-reader.js';
import type { Welcome } from './log-in.js';
import { findAuthLogin, isAccepted, splitHello } from './password.js';
import { isHttp, OK, WRONG_ARGUMENTS, WRONG_PASSWORD } from './replies.js';
import { createReplyReader } from './reply-reader.js';

export interface RelayOptions {
  readonly client: Socket;
  /** The connection to the cache, logged in. */
  readonly cache: TLSSocket;
  readonly reader: CommandReader;
  /** Undefined for a proxy without a password. */
  readonly password: string | undefined;
  readonly tokens: IamAuthTokenProvider;
  readonly clock: IamAuthClock;
  readonly random?: (() => number) | undefined;
  readonly onError: (error: Error) => void;
}

/**
 * How many bytes may wait for a slow side. A TLS socket takes bytes only after one turn of the event loop. Until then,
 * `write` returns false for a chunk of Node's own limit (16 or 64 KB), so each chunk would be a pause. This limit must
 * be above that one, because otherwise no `drain` follows.
 */
const MAX_WAITING_BYTES = 256 * 1024;

/** In RESP3 a subscription has no reply, but its refusal is one. After this time, it must have arrived. */
const SETTLING_MS = 10_000;

/**
 * Relays a client that has logged in, and renews the cache's login before its 12 hours end (F4.4). It counts commands and
 * replies: the proxy's own AUTH, and its answers to a client's AUTH, need a moment in which the cache owes no reply.
 */
export function relay(options: RelayOptions, welcome: Welcome): void {
  const { client, cache, reader, password, tokens, clock, random, onError } = options;
  const replies = createReplyReader();
  /** How many replies the cache owes. */
  let owed = 0;
  /** False after a command with no reply or with any number of replies. Such a connection is never renewed. */
  let isCounting = true;
  let isInTransaction = false;
  let protocol = '2';
  let subscribedAtMs = Number.NEGATIVE_INFINITY;
  /** Runs when the cache owes nothing. Until then, the relay reads no more of the client. */
  let held: (() => void) | undefined;
  let isRenewing = false;
  const isHeld = () => held !== undefined || isRenewing;
  const renewal = createRenewal({ clock, random, renew: () => void renew() });

  function send(bytes: Buffer | string, commands: number): void {
    owed += commands;
    cache.write(bytes);
    if (cache.writableLength > MAX_WAITING_BYTES) client.pause();
  }

  function hold(run: () => void): void {
    held = run;
    client.pause();
    runHeld();
  }

  function runHeld(): void {
    if (!held || (isCounting && owed > 0)) return;
    const run = held;
    held = undefined;
    run();
  }

  function readClient(): void {
    while (!isHeld() && !client.destroyed && !cache.writableEnded) {
      const piece = reader.next();
      if (!piece) break;
      relayPiece(piece);
    }
    // The client has ended its side, and the cache has got all its commands.
    if (client.readableEnded && (!isHeld() || reader.isBetween())) cache.end();
    const isWaiting = isHeld() || cache.writableLength > MAX_WAITING_BYTES;
    if (!isWaiting && client.isPaused()) client.resume();
  }

  function relayPiece(piece: Piece): void {
    if (piece.kind === 'run') send(piece.bytes, piece.commands);
    else if (piece.kind === 'broken') {
      isCounting = false;
      send(piece.bytes, 0);
    } else if (isHttp(piece)) client.destroy();
    else if (piece.name === 'auth' || piece.name === 'hello') relayLogin(piece);
    else {
      note(piece);
      send(piece.bytes, piece.name === '' ? 0 : 1);
      // RESET ends the login at the cache. The client gets the reply, and connects again.
      if (piece.name === 'reset') hold(() => cache.end());
    }
  }

  /** Notes what a command changes about the connection. */
  function note({ name, args }: { readonly name: string; readonly args: readonly string[] }): void {
    if (name === 'multi') isInTransaction = true;
    else if (name === 'exec' || name === 'discard') isInTransaction = false;
    else if (name.endsWith('subscribe') && !isInTransaction) {
      if (protocol === '3') owed -= 1;
      else isCounting = false;
      subscribedAtMs = clock.now();
    } else if (HAS_NO_REPLY.has(name) || (name === 'client' && /^reply$/i.test(args[0] ?? ''))) {
      isCounting = false;
    }
  }

  /** Whether the refusal of a subscription may still arrive. */
  function isSubscribing(): boolean {
    return clock.now() - subscribedAtMs < SETTLING_MS;
  }

  /** Answers a login itself, because the cache does not know the proxy's password. */
  function relayLogin({ name, args }: { readonly name: string; readonly args: readonly string[] }) {
    const { login, rest } =
      name === 'auth' ? { login: findAuthLogin(args), rest: args } : splitHello(args);
    const isRight = login !== undefined && isAccepted(login, password);
    if (name === 'hello' && (login === undefined || isRight)) {
      const [version = ''] = rest;
      if (version === '2' || version === '3') protocol = version;
      return send(toCommand(['HELLO', ...rest]), 1);
    }
    // Here the cache must refuse AUTH itself: the relay cannot put its own answer in the right place.
    if (isInTransaction || !isCounting) return send(toCommand(['AUTH', 'default', '-']), 1);
    const refusal = login === undefined ? WRONG_ARGUMENTS : WRONG_PASSWORD;
    hold(() => client.write(isRight ? OK : refusal));
  }

  function readCache(chunk: Buffer): void {
    replies.push(chunk);
    for (;;) {
      const part = replies.next(isRenewing);
      if (!part) break;
      owed -= part.count;
      if (isRenewing && part.count > 0) finishRenewal(part.bytes);
      else client.write(part.bytes);
    }
    if (client.writableLength > MAX_WAITING_BYTES) cache.pause();
    if (owed < 0) {
      // A reply to no command: unless it refuses a subscription, the count is wrong from here on.
      isCounting &&= isSubscribing();
      owed = 0;
    }
    if (!held) return;
    runHeld();
    readClient();
  }

  async function renew(): Promise<void> {
    renewal.remind();
    if (!isFree()) return;
    try {
      const token = await tokens.getNewAuthToken();
      if (!isFree()) return;
      hold(() => {
        if (!isCounting) return;
        isRenewing = true;
        send(toCommand(['AUTH', tokens.userId, token]), 1);
      });
    } catch (error) {
      renewal.retry();
      onError(toRenewalError(error));
    }
  }

  /** Whether a renewal can begin: between two commands of the client, outside a transaction. */
  function isFree(): boolean {
    const isCalm = !isInTransaction && !isSubscribing();
    return isCounting && isCalm && !isHeld() && reader.isBetween();
  }

  function finishRenewal(reply: Buffer): void {
    isRenewing = false;
    if (reply.toString() === OK) renewal.start();
    else {
      renewal.retry();
      onError(toRenewalError(new Error(reply.toString().trim().slice(1, 200))));
    }
    readClient();
  }

  client.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    readClient();
  });
  cache.on('data', readCache);
  cache.on('drain', readClient);
  client.on('drain', () => cache.resume());
  client.once('end', readClient);
  client.once('close', () => {
    renewal.stop();
    cache.destroy();
  });
  cache.once('close', () => client.destroySoon());
  renewal.start();
  if (welcome.name === 'hello') relayLogin({ name: 'hello', args: welcome.rest });
  else if (welcome.name === 'auth') client.write(OK);
  cache.resume();
  readClient();
}

/** Commands after which the cache sends no reply, or any number of them. */
const HAS_NO_REPLY = new Set(['monitor', 'sync', 'psync', 'replconf']);
