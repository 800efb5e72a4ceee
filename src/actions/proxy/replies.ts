import type { Piece } from './command-reader.js';

/** Replies in Valkey's own words, which clients know. */
export const OK = '+OK\r\n';
export const WRONG_PASSWORD = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
export const NO_LOGIN = '-NOAUTH Authentication required.\r\n';
export const NO_LOGIN_IN_HELLO =
  '-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n';
export const BROKEN = '-ERR Protocol error\r\n';
export const WRONG_ARGUMENTS = "-ERR wrong number of arguments for 'auth' command\r\n";

export function toErrorReply(message: string): string {
  return `-ERR ${message.replace(/[\r\n]+/g, ' ')}\r\n`;
}

/**
 * Whether a command is a line of an HTTP request. A page in a browser can send one to any local port. Like Valkey, the
 * proxy answers nothing and closes the connection, so that no later line of it counts as a command.
 */
export function isHttp(piece: Piece): boolean {
  if (piece.kind !== 'command' || !piece.isInline) return false;
  const { name, args } = piece;
  return name === 'post' || name === 'host:' || /^HTTP\/\d/i.test(args.at(-1) ?? '');
}
