import { randomBytes } from 'node:crypto';
import { toRequest } from './command.js';

/** What Valkey says of a wrong user, password or token (F4.10). */
const WRONGPASS = Buffer.from('-WRONGPASS invalid username-password pair or user is disabled.\r\n');

/** What Valkey says to a login on a RESP2 connection that is subscribed; it names the command. */
const SUBSCRIBED_HELLO = Buffer.from("-ERR Can't execute 'hello': only ");
const SUBSCRIBED_AUTH = Buffer.from("-ERR Can't execute 'auth': only ");

/**
 * Refuses logins in the order of the replies without counting replies. Instead of the refused login
 * the server gets a `HELLO` with an option that does not exist, which it answers in its turn,
 * naming the option, logged in or not, and for every state of the connection as it
 * would answer the login (`MULTI`, `CLIENT REPLY OFF`, RESP2 subscriptions); the option is random, and in the
 * server's replies that error is replaced by the refusal. A RESP2 connection that is subscribed gets another error,
 * which names the command: there `hello` becomes the name of the refused one. (A login with a wrong password
 * would not do: Valkey 8.0 sends no reply to it while others are pending, `addAuthErrReply`.)
 */
export interface Refusals {
  /** The request that stands for a refused login, which was this command. */
  request(name: 'AUTH' | 'HELLO'): Buffer;
  /** The server's bytes for the client; what could be the beginning of a refusal waits. */
  translate(chunk: Buffer): Buffer;
}

/** The refusals of one connection. */
export function createRefusals(): Refusals {
  const option = randomBytes(16).toString('hex');
  const marker = Buffer.from(`-ERR Syntax error in HELLO option '${option}'\r\n`);
  /** The refused logins that are not answered yet, oldest first. */
  const pending: ('AUTH' | 'HELLO')[] = [];
  let kept: Buffer = Buffer.alloc(0);

  /** The answer to a refused login in these bytes, and what the client gets for it. */
  function findAnswer(bytes: Buffer) {
    const refused = { at: bytes.indexOf(marker), length: marker.length, words: WRONGPASS };
    const subscribedAt = bytes.indexOf(SUBSCRIBED_HELLO);
    if (subscribedAt < 0 || (refused.at >= 0 && refused.at < subscribedAt)) return refused;
    const words = pending[0] === 'AUTH' ? SUBSCRIBED_AUTH : SUBSCRIBED_HELLO;
    return { at: subscribedAt, length: SUBSCRIBED_HELLO.length, words };
  }

  return {
    request(name) {
      pending.push(name);
      return toRequest(['HELLO', '2', option]);
    },
    translate(chunk) {
      if (pending.length === 0) return chunk;
      let rest = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      const parts: Buffer[] = [];
      while (pending.length > 0) {
        const { at, length, words } = findAnswer(rest);
        if (at < 0) break;
        parts.push(rest.subarray(0, at), words);
        rest = rest.subarray(at + length);
        pending.shift();
      }
      const keep =
        pending.length === 0
          ? 0
          : Math.max(findBeginning(rest, marker), findBeginning(rest, SUBSCRIBED_HELLO));
      parts.push(rest.subarray(0, rest.length - keep));
      kept = Buffer.from(rest.subarray(rest.length - keep));
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    },
  };
}

/** How many of the last bytes are a beginning of `marker`. */
function findBeginning(bytes: Buffer, marker: Buffer): number {
  for (let length = Math.min(bytes.length, marker.length - 1); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(marker.subarray(0, length))) return length;
  }
  return 0;
}
