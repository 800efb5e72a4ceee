import { toRequest } from '../resp/command.js';

/** A login as the client sent it. */
export interface Login {
  readonly command: 'AUTH' | 'HELLO';
  readonly username: string;
  readonly password: string;
  /** Returns the same request with the server's password instead of the client's. */
  withPassword(password: string): Buffer;
}

/**
 * Reads AUTH and HELLO. Returns undefined for a request without user and password, and for one that
 * the server refuses before it checks them: then the server's own error is the right answer.
 */
export function readLogin(args: readonly Buffer[]): Login | undefined {
  const [name] = args;
  return name?.toString('latin1').toUpperCase() === 'AUTH' ? readAuth(args) : readHello(args);
}

/** Reads `AUTH [user] password`. Without a name, the user is `default`. */
function readAuth(args: readonly Buffer[]): Login | undefined {
  if (args.length !== 2 && args.length !== 3) return undefined;
  const username = args.length === 2 ? 'default' : String(args[1]);
  return {
    command: 'AUTH',
    username,
    password: String(args.at(-1)),
    withPassword: (password) => toRequest(['AUTH', username, password]),
  };
}

/** Reads `HELLO [protocol [AUTH user password] [SETNAME name]]`, and checks it in Valkey's order. */
function readHello(args: readonly Buffer[]): Login | undefined {
  const protocol = String(args[1]);
  if (protocol !== '2' && protocol !== '3') return undefined;
  let auth: number | undefined;
  for (let at = 2; at < args.length; ) {
    const option = String(args[at]).toUpperCase();
    const more = args.length - 1 - at;
    if (option === 'AUTH' && more >= 2) {
      auth = at;
      at += 3;
    } else if (option === 'SETNAME' && more >= 1) {
      at += 2;
    } else {
      return undefined;
    }
  }
  if (auth === undefined) return undefined;
  const passwordAt = auth + 2;
  return {
    command: 'HELLO',
    username: String(args[auth + 1]),
    password: String(args[passwordAt]),
    withPassword: (password) => toRequest(args.with(passwordAt, Buffer.from(password))),
  };
}
