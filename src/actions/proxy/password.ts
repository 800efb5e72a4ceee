import { randomBytes, timingSafeEqual } from 'node:crypto';

/** The user name in the proxy's address. Valkey uses it too when a client gives only a password. */
export const USER_NAME = 'default';

/** Creates a password of 192 random bits, in characters that an URL and a shell leave alone. */
export function createPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** What AUTH or HELLO asks for. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Returns the login in the arguments of AUTH: `[username] password`. */
export function findAuthLogin(args: readonly string[]): Login | undefined {
  const [first, second] = args;
  if (first === undefined || args.length > 2) return undefined;
  return second === undefined
    ? { username: USER_NAME, password: first }
    : { username: first, password: second };
}

/** Returns the login in the arguments of HELLO, and the arguments without it. */
export function splitHello(args: readonly string[]): {
  readonly login: Login | undefined;
  readonly rest: readonly string[];
} {
  const at = args.findIndex((word, index) => index > 0 && word.toLowerCase() === 'auth');
  const [, username, password] = args.slice(at);
  if (at < 0 || username === undefined || password === undefined) {
    return { login: undefined, rest: args };
  }
  return { login: { username, password }, rest: args.toSpliced(at, 3) };
}

/** Whether a login has the proxy's password. A proxy without a password accepts any. */
export function isAccepted({ username, password }: Login, expected: string | undefined): boolean {
  if (expected === undefined) return username === USER_NAME;
  const [given, right] = [Buffer.from(password), Buffer.from(expected)];
  const isSame = given.length === right.length && timingSafeEqual(given, right);
  return isSame && username === USER_NAME;
}
