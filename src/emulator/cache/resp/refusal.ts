import { randomBytes } from 'node:crypto';
import { toRequest } from './command.js';

/** Valkey's reply to a wrong user, password or token (F4.10). */
const WRONGPASS = 'WRONGPASS invalid username-password pair or user is disabled.';

/** Valkey's reply to commands while a script runs for too long. */
export const BUSY =
  'BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.';

/** Valkey's replies to a login on a subscribed RESP2 connection. They name the command. */
const SUBSCRIBED_HELLO = Buffer.from("-ERR Can't execute 'hello': only ");
const SUBSCRIBED_AUTH = Buffer.from("-ERR Can't execute 'auth': only ");

/**
 * Refuses logins and commands in the right place among the server's replies, without counting replies. Instead of a
 * refused login, the port sends a `HELLO` with a random option that does not exist. The server answers it with an error
 * that names the option, in every state of the connection (`MULTI`, `CLIENT REPLY OFF`). The port replaces that error by
 * the refusal. On a subscribed RESP2 connection the error names the command, so `hello` becomes the name of the
 * refused command. A login with a wrong password would not work: Valkey 8.0 sends no reply to it while other
 * replies are pending (`addAuthErrReply`).
 *
 * Instead of another command, the port sends one with a random name, which the server refuses in every state. In
 * `MULTI`, this also ends the transaction, as any refusal does.
 */
export interface Refusals {
  /** Returns the request that replaces a refused one. `words`: the error, instead of WRONGPASS. */
  request(name: 'AUTH' | 'HELLO' | 'command', words?: string): Buffer;
  /** Turns the server's bytes into bytes for the client. Keeps a possible beginning of a refusal. */
  translate(chunk: Buffer): Buffer;
}

/** A possible answer of the server, and the words that replace it. */
interface Answer {
  readonly marker: Buffer;
  readonly words: Buffer;
}

/** Creates the refusals of one connection. */
export function createRefusals(): Refusals {
  const random = randomBytes(16).toString('hex');
  const refusedLogin = Buffer.from(`-ERR Syntax error in HELLO option '${random}'\r\n`);
  const refusedCommand = Buffer.from(
    `-ERR unknown command '${random}', with args beginning with: \r\n`,
  );
  /** The possible answers to each refused request, oldest first. */
  const pending: (readonly Answer[])[] = [];
  let kept: Buffer = Buffer.alloc(0);

  function toAnswers(name: 'AUTH' | 'HELLO' | 'command', words: Buffer): readonly Answer[] {
    if (name === 'command') return [{ marker: refusedCommand, words }];
    const subscribed = name === 'AUTH' ? SUBSCRIBED_AUTH : SUBSCRIBED_HELLO;
    return [
      { marker: refusedLogin, words },
      { marker: SUBSCRIBED_HELLO, words: subscribed },
    ];
  }

  return {
    request(name, words = WRONGPASS) {
      pending.push(toAnswers(name, Buffer.from(`-${words}\r\n`)));
      return toRequest(name === 'command' ? [random] : ['HELLO', '2', random]);
    },
    translate(chunk) {
      if (pending.length === 0) return chunk;
      let rest = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
      const parts: Buffer[] = [];
      for (let first = pending[0]; first; first = pending[0]) {
        const found = findFirst(rest, first);
        if (!found) break;
        parts.push(rest.subarray(0, found.at), found.words);
        rest = rest.subarray(found.at + found.marker.length);
        pending.shift();
      }
      const [first = []] = pending;
      const keep = Math.max(0, ...first.map(({ marker }) => findBeginning(rest, marker)));
      parts.push(rest.subarray(0, rest.length - keep));
      kept = Buffer.from(rest.subarray(rest.length - keep));
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    },
  };
}

/** Finds the answer that comes first. */
function findFirst(bytes: Buffer, answers: readonly Answer[]) {
  return answers
    .map((answer) => ({ ...answer, at: bytes.indexOf(answer.marker) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)[0];
}

/** Returns how many of the last bytes are a beginning of `marker`. */
function findBeginning(bytes: Buffer, marker: Buffer): number {
  for (let length = Math.min(bytes.length, marker.length - 1); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(marker.subarray(0, length))) return length;
  }
  return 0;
}
