import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';

/** The address of a cache. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Thrown when the cache does not answer in time, to tell silence from a refusal. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * Opens a connection, sends the commands one after another, and returns the first line of each reply. It uses no
 * client library, so the replies are exactly the cache's. If the connection ends instead of a reply, the reply is ''.
 * Throws `SilenceError` when everything together takes longer than `timeoutMs`, and the socket's error when it fails.
 */
export async function converse(
  { host, port }: Address,
  commands: readonly (readonly string[])[],
  { isPlain = false, timeoutMs }: { isPlain?: boolean; timeoutMs: number },
): Promise<string[]> {
  const socket = isPlain
    ? connectPlainly({ host, port })
    : connectByTls({ host, port, rejectUnauthorized: true });
  socket.on('error', ignore);
  const timer = setTimeout(() => socket.destroy(new SilenceError('No answer.')), timeoutMs);
  try {
    await once(socket, isPlain ? 'connect' : 'secureConnect');
    const replies: string[] = [];
    for (const words of commands) replies.push(await ask(socket, words));
    return replies;
  } finally {
    clearTimeout(timer);
    socket.destroy();
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
