import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';

/** Where the cache is. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Names the end of a connection attempt: silence is told from a refusal. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * Sends commands over a connection of its own, one after another, and gives the first line of each reply. Neither
 * client nor library stands between: what the cache answers is what is seen. An end of the connection instead of a
 * reply is the reply ''. Throws `SilenceError` after `timeoutMs` for everything together, else the socket's error.
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

/** RESP: an array of bulk strings. */
function toRequest(words: readonly string[]): string {
  const bulks = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulks.join('')}`;
}

/** The error reaches who waits for the reply; without any listener Node would end the process. */
function ignore(): void {}
