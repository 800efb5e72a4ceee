import { randomBytes } from 'node:crypto';
import { toRequest } from './resp-command.js';

/** What Valkey says of a wrong user or password. */
const WRONGPASS = Buffer.from('-WRONGPASS invalid username-password pair or user is disabled.\r\n');

/**
 * Refuses logins in the order of the replies without counting replies. Instead of the refused login
 * the server gets a `HELLO` with an option that does not exist, which it answers in its turn,
 * naming the option, logged in or not, and for every state of the connection as it
 * would answer the login (`MULTI`, `CLIENT REPLY OFF`, RESP2 subscriptions); the option is random, and in the
 * server's replies that error is replaced by the refusal. (A login with a wrong password
 * would not do: Valkey 8.0 sends no reply to it while others are pending, `addAuthErrReply`.)
 */
export interface Refusals {
  /** The request that stands for a refused login. */
  request(): Buffer;
  /** The server's bytes for the client; what could be the beginning of a refusal waits. */
  translate(chunk: Buffer): Buffer;
}

/** The refusals of one connection. */
export function createRefusals(): Refusals {
  const option = randomBytes(16).toString('hex');
  const marker = Buffer.from(`-ERR Syntax error in HELLO option '${option}'\r\n`);
  let pending = 0;
  let kept: Buffer = Buffer.alloc(0);
  return {
    request() {
      pending += 1;
      return toRequest(['HELLO', '2', option]);
    },
    translate(chunk) {
      if (pending === 0) return chunk;
      let rest = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      const parts: Buffer[] = [];
      for (let at = rest.indexOf(marker); at >= 0; at = rest.indexOf(marker)) {
        parts.push(rest.subarray(0, at), WRONGPASS);
        rest = rest.subarray(at + marker.length);
        pending -= 1;
      }
      const keep = pending > 0 ? findBeginning(rest, marker) : 0;
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
