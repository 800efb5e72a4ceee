import { connect, type Socket } from 'node:net';
import { toRequest } from './resp-command.js';

/** A RESP2 reply; errors are thrown. */
export type Reply = string | number | null | readonly Reply[];

/** The port's own connection to a cache's server. */
export interface ValkeyConnection {
  /** Sends a command and resolves to its reply; throws ValkeyReplyError, or Error when the connection is lost. */
  command(...args: readonly string[]): Promise<Reply>;
  close(): void;
}

/** The server refused a command; the message is the server's. */
export class ValkeyReplyError extends Error {
  override readonly name = 'ValkeyReplyError';
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** Connects to a server's unix socket; rejects at once when nobody listens there. */
export async function connectValkey(socketPath: string): Promise<ValkeyConnection> {
  const socket = connect(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return toConnection(socket);
}

function toConnection(socket: Socket): ValkeyConnection {
  const waiting: Waiting[] = [];
  let received = Buffer.alloc(0);
  const end = (error: Error): void => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  socket.on('error', end);
  socket.on('close', () => end(new Error('The connection to the cache server was lost.')));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let read = readReply(received, 0); read; read = readReply(received, 0)) {
      received = received.subarray(read.end);
      const { reply } = read;
      const next = waiting.shift();
      if (reply instanceof ValkeyReplyError) next?.reject(reply);
      else next?.resolve(reply);
    }
  });
  return {
    command(...args) {
      if (socket.destroyed) return Promise.reject(new Error('The cache server is gone.'));
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(toRequest(args));
      });
    },
    close: () => socket.destroy(),
  };
}

interface Read {
  readonly reply: Reply | ValkeyReplyError;
  readonly end: number;
}

/** The reply that begins at `start`, or undefined while it is not whole. */
function readReply(bytes: Buffer, start: number): Read | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const line = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] as number)) {
    case '-':
      return { reply: new ValkeyReplyError(line), end };
    case ':':
      return { reply: Number(line), end };
    case '$':
      return readBulk(bytes, end, Number(line));
    case '*':
      return readArray(bytes, end, Number(line));
    default:
      return { reply: line, end };
  }
}

function readBulk(bytes: Buffer, start: number, length: number): Read | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  if (bytes.length < end) return undefined;
  return { reply: bytes.toString('utf8', start, start + length), end };
}

function readArray(bytes: Buffer, start: number, length: number): Read | undefined {
  const replies: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const read = readReply(bytes, end);
    if (!read) return undefined;
    replies.push(read.reply instanceof ValkeyReplyError ? read.reply.message : read.reply);
    end = read.end;
  }
  return { reply: replies, end };
}
