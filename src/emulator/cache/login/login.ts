import { toRequest } from '../resp/command.js';

/** A login as the client sent it, and how to send it on with other names. */
export interface Login {
  readonly command: 'AUTH' | 'HELLO';
  readonly username: string;
  readonly password: string;
  /** The same request with the server's password instead of the client's. */
  withPassword(password: string): Buffer;
}

/**
 * Reads AUTH and HELLO. Undefined: there is no user and password in it, or the server would refuse
 * it before it looks at them (its own words are the best answer then).
 */
export function readLogin(args: readonly Buffer[]): Login | undefined {
  const [name] = args;
  return name?.toString('latin1').toUpperCase() === 'AUTH' ? readAuth(args) : readHello(args);
}

/** `AUTH password` is about the user `default`. */
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

/** `HELLO [protocol [AUTH user password] [SETNAME name]]`, in the order in which Valkey checks it. */
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
