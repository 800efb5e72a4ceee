import type { TLSSocket } from 'node:tls';
import { CacheReplyError } from './connect-error.js';

const MAX_REPLY_BYTES = 1024;
const LINE_END = '\r\n';

/**
 * Sends AUTH and waits for the reply. Leaves the socket paused and removes its own listeners.
 * Throws `CacheReplyError` when the reply is not OK, and the socket's error when the socket fails.
 */
export function authenticate(
  socket: TLSSocket,
  { userId, token }: { userId: string; token: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const settle = (error?: Error) => {
      socket.pause();
      socket.off('data', onData).off('error', settle).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    const onClose = () => settle(new Error('The connection was closed.'));
    const onData = (chunk: Buffer) => {
      reply += chunk.toString('latin1');
      const isWhole = reply.includes(LINE_END);
      if (reply === `+OK${LINE_END}`) settle();
      else if (isWhole || reply.length > MAX_REPLY_BYTES) settle(new CacheReplyError(reply));
    };
    socket.on('data', onData).once('error', settle).once('close', onClose);
    socket.write(toCommand(['AUTH', userId, token]));
  });
}

/** Encodes a command as an array of bulk strings, the form in which clients send commands. */
export function toCommand(words: readonly string[]): string {
  const bulks = words.map((word) => `$${Buffer.byteLength(word)}${LINE_END}${word}${LINE_END}`);
  return `*${words.length}${LINE_END}${bulks.join('')}`;
}
