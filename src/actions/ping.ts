import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { LabError } from '../errors.js';
import { toCommand } from '../iam-auth/auth-command.js';
import { type Session, toPlace } from '../session/session.js';
import type { Action } from './action.js';
import { connectToCache, createLogin } from './cache-login/create-login.js';
import { refuseVacant } from './cache-login/find-cache.js';
import { openSession } from './open-session.js';
import { createReplyReader } from './proxy/reply-reader.js';
import type { PingResult } from './results.js';

/** The proof function's key, because the user's access string may allow no other. */
const KEY = 'uuid';
/** The limit for each reply. */
const REPLY_MS = 5_000;

/**
 * Logs in to the lab's cache from this machine, writes a value and reads it back.
 * @throws LabError RESOURCE_MISSING, CACHE_UNREACHABLE, LOGIN_REFUSED, ROUND_TRIP_FAILED
 */
async function pingCache(session: Session): Promise<PingResult> {
  const login = await createLogin(session, undefined);
  const { endpoint, cacheName, userId } = login;
  const connected = await measure(() => connectToCache(login, session.signal));
  const socket = connected.value;
  try {
    const value = randomUUID().replaceAll('-', '');
    const written = await measure(() => ask(socket, ['SET', KEY, value], session.signal));
    expectReply('SET', written.value, '+OK\r\n');
    const read = await measure(() => ask(socket, ['GET', KEY], session.signal));
    expectReply('GET', read.value, `$${value.length}\r\n${value}\r\n`);
    const times = { connectMs: connected.ms, setMs: written.ms, getMs: read.ms };
    return { ...toPlace(session), cacheName, userId, endpoint, ...times };
  } finally {
    socket.destroy();
    await login.tokens.close();
  }
}

/** Sends a command and returns its reply as the cache sent it. */
async function ask(
  socket: TLSSocket,
  words: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const reader = createReplyReader();
  let reply = '';
  socket.write(toCommand(words));
  socket.resume();
  for (;;) {
    const part = reader.next(true);
    reply += part?.bytes.toString() ?? '';
    if (part && part.count > 0) return reply;
    if (part) continue;
    reader.push(await receive(socket, signal));
  }
}

async function receive(socket: TLSSocket, signal: AbortSignal): Promise<Buffer> {
  const ending = new AbortController();
  const limits = [signal, ending.signal, AbortSignal.timeout(REPLY_MS)];
  socket.once('close', () => ending.abort());
  try {
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.any(limits) });
    return chunk;
  } catch (cause) {
    signal.throwIfAborted();
    const message = `The cache closed the connection, or did not answer within ${REPLY_MS} ms.`;
    throw new LabError('CACHE_UNREACHABLE', message, { cause });
  }
}

function expectReply(command: string, reply: string, expected: string): void {
  if (reply === expected) return;
  const said = reply.startsWith('-')
    ? reply.slice(1).trim().slice(0, 200).replace(/\.$/, '')
    : 'another value';
  throw new LabError('ROUND_TRIP_FAILED', `The cache answered ${command} with: ${said}.`, {
    hint: said.startsWith('BUSY ')
      ? { text: 'A script keeps the cache busy. Run the command again when it has ended.' }
      : {
          text: `Check that the user's access string allows SET and GET of the key ${KEY}; {command} names a broken rule of the set-up.`,
          command: ['explain'],
        },
  });
}

/** Returns the value, and how long it took, in milliseconds with two decimals. */
async function measure<T>(
  run: () => Promise<T>,
): Promise<{ readonly value: T; readonly ms: number }> {
  const started = performance.now();
  const value = await run();
  return { value, ms: Math.round((performance.now() - started) * 100) / 100 };
}

export const ping: Action<Session, object, PingResult> = {
  open: openSession,
  act: pingCache,
  actVacant: refuseVacant,
  acceptsAwsUsers: true,
};
