import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectByTls } from 'node:tls';
import { toPauseMs } from '../iam-auth/back-off.js';
import { isUnavailableReply } from '../iam-auth/error.js';

/** Longer pauses between logins would leave too few of them, because the function has little time. */
export const LONGEST_PAUSE_MS = 1_000;

/** The address of a cache. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | undefined;
}

/** Thrown when the cache does not answer in time, to tell silence from a refusal. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * Opens a connection, sends the commands one after another, and returns the first line of each reply. It uses no
 * client library, so the replies are exactly the cache's. If the connection ends instead of a reply, the reply is ''.
 * A later login that the cache cannot check now is sent again on the same connection, as clients do that renew a login.
 * A login that stays unchecked ends the conversation.
 * Throws `SilenceError` when everything together takes longer than `timeoutMs`, and the socket's error when it fails.
 */
export async function converse(
  { host, port, ca }: Address,
  commands: readonly (readonly string[])[],
  { isPlain = false, timeoutMs }: { isPlain?: boolean; timeoutMs: number },
): Promise<string[]> {
  const socket = isPlain
    ? connectPlainly({ host, port })
    : connectByTls({ host, port, rejectUnauthorized: true, ...(ca && { ca }) });
  socket.on('error', ignore);
  const deadlineMs = performance.now() + timeoutMs;
  const timer = setTimeout(() => socket.destroy(new SilenceError('No answer.')), timeoutMs);
  try {
    await once(socket, isPlain ? 'connect' : 'secureConnect');
    const replies: string[] = [];
    for (const words of commands) {
      const isFirst = replies.length === 0;
      const reply = await (isFirst ? ask(socket, words) : askAgain(socket, words, deadlineMs));
      replies.push(reply);
      // Without this login, the other commands would prove nothing, and further logins would count against the limit.
      if (isUnavailableReply(reply)) break;
    }
    return replies;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Sends a command until the cache checks it, with pauses (F4.11), or until there is no time for another pause. */
async function askAgain(
  socket: Socket,
  words: readonly string[],
  deadlineMs: number,
): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const reply = await ask(socket, words);
    const isLate = performance.now() + 2 * LONGEST_PAUSE_MS >= deadlineMs;
    if (!isUnavailableReply(reply) || isLate) return reply;
    await sleep(toPauseMs(tries, Math.random, LONGEST_PAUSE_MS));
  }
}

function ask(socket: Socket, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const settle = (line: string) => {
      socket.off('data', onData).off('error', reject).off('close', onClose);
      resolve(line);
    };
    const onClose = () => settle('');
    const onData = (chunk: Buffer) => {
      reply += chunk.toString('latin1');
      const end = reply.indexOf('\r\n');
      if (end >= 0) settle(reply.slice(0, end));
    };
    socket.on('data', onData).once('error', reject).once('close', onClose);
    if (socket.destroyed) onClose();
    else socket.write(toRequest(words));
  });
}

/** Encodes a command in RESP: an array of bulk strings. */
function toRequest(words: readonly string[]): string {
  const bulks = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulks.join('')}`;
}

/** Keeps Node from ending the process. The code that waits for the reply handles the error. */
function ignore(): void {}
