import type { TLSSocket } from 'node:tls';
import { toRequest } from '../../../../src/emulator/cache/resp/command.js';

/** A cache's reply to a refused login, and to commands before a login. */
export const WRONGPASS = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
export const NOAUTH = '-NOAUTH Authentication required.\r\n';

/** A client that sends and receives bytes. */
export interface RawClient {
  readonly socket: TLSSocket;
  send(...args: (string | Uint8Array)[]): void;
  write(bytes: string | Buffer): void;
  /** Waits until the received text contains `text`, and returns all of it. Rejects when the connection ends first. */
  readUntil(text: string): Promise<string>;
  /** Waits until the connection ends, and returns all received text. */
  readAll(): Promise<string>;
}

/** Creates a client that reads everything the socket receives. */
export function toRawClient(socket: TLSSocket): RawClient {
  const chunks: Buffer[] = [];
  let isEnded = false;
  let notice = (): void => {};
  const toText = (): string => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    notice();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isEnded = true;
    notice();
  });
  const somethingNew = (): Promise<void> =>
    new Promise((resolve) => {
      notice = resolve;
    });
  return {
    socket,
    send: (...args) => socket.write(toRequest(args)),
    write: (bytes) => socket.write(Buffer.from(bytes as string)),
    async readUntil(text) {
      let tail = toText();
      let seen = chunks.length;
      while (!tail.includes(text)) {
        if (isEnded) throw new Error(`The connection ended after ${JSON.stringify(toText())}.`);
        await somethingNew();
        tail = tail.slice(-text.length) + Buffer.concat(chunks.slice(seen)).toString('latin1');
        seen = chunks.length;
      }
      return toText();
    },
    async readAll() {
      while (!isEnded) await somethingNew();
      return toText();
    },
  };
}
