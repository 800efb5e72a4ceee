import { randomBytes } from 'node:crypto';
import { toRequest } from './command.js';

/** Valkey's reply to a wrong user, password or token (F4.10). */
const WRONGPASS = 'WRONGPASS invalid username-password pair or user is disabled.';

/** Valkey's replies to a login on a subscribed RESP2 connection. They name the command. */
const SUBSCRIBED_HELLO = Buffer.from("-ERR Can't execute 'hello': only ");
const SUBSCRIBED_AUTH = Buffer.from("-ERR Can't execute 'auth': only ");

/**
 * Refuses logins in the right place among the server's replies, without counting replies. Instead of a refused
 * login, the port sends a `HELLO` with a random option that does not exist. The server answers it with an error that
 * names the option, in every state of the connection (`MULTI`, `CLIENT REPLY OFF`). The port replaces that error by
 * the refusal. On a subscribed RESP2 connection the error names the command, so `hello` becomes the name of the
 * refused command. A login with a wrong password would not work: Valkey 8.0 sends no reply to it while other
 * replies are pending (`addAuthErrReply`).
 */
export interface Refusals {
  /** Returns the request that replaces a refused AUTH or HELLO. `words`: the error, instead of WRONGPASS. */
  request(name: 'AUTH' | 'HELLO', words?: string): Buffer;
  /** Turns the server's bytes into bytes for the client. Keeps a possible beginning of a refusal. */
  translate(chunk: Buffer): Buffer;
}

/** Creates the refusals of one connection. */
export function createRefusals(): Refusals {
  const option = randomBytes(16).toString('hex');
  const marker = Buffer.from(`-ERR Syntax error in HELLO option '${option}'\r\n`);
  /** The refused logins without an answer, oldest first. */
  const pending: { readonly name: 'AUTH' | 'HELLO'; readonly words: Buffer }[] = [];
  let kept: Buffer = Buffer.alloc(0);

  /** Finds the server's answer to a refused login, and the words that replace it. */
  function findAnswer(bytes: Buffer) {
    const [first] = pending;
    const refusal = first?.words ?? Buffer.alloc(0);
    const refused = { at: bytes.indexOf(marker), length: marker.length, words: refusal };
    const subscribedAt = bytes.indexOf(SUBSCRIBED_HELLO);
    if (subscribedAt < 0 || (refused.at >= 0 && refused.at < subscribedAt)) return refused;
    const words = first?.name === 'AUTH' ? SUBSCRIBED_AUTH : SUBSCRIBED_HELLO;
    return { at: subscribedAt, length: SUBSCRIBED_HELLO.length, words };
  }

  return {
    request(name, words = WRONGPASS) {
      pending.push({ name, words: Buffer.from(`-${words}\r\n`) });
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

/** Returns how many of the last bytes are a beginning of `marker`. */
function findBeginning(bytes: Buffer, marker: Buffer): number {
  for (let length = Math.min(bytes.length, marker.length - 1); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(marker.subarray(0, length))) return length;
  }
  return 0;
}
