import type { Socket } from 'node:net';
import type { CommandReader, Piece } from './command-reader.js';
import { findAuthLogin, isAccepted, splitHello } from './password.js';
import {
  BROKEN,
  isHttp,
  NO_LOGIN,
  NO_LOGIN_IN_HELLO,
  OK,
  WRONG_ARGUMENTS,
  WRONG_PASSWORD,
} from './replies.js';

/** The command that has logged a client in. The proxy answers AUTH; the cache answers the `rest` of HELLO. */
export type Welcome =
  | { readonly name: 'auth' | 'none' }
  | { readonly name: 'hello'; readonly rest: readonly string[] };

/**
 * Answers a client until it has logged in with the proxy's password. Until then, nothing of it reaches the cache.
 * Returns undefined when the connection has ended. Leaves the client paused.
 */
export function logIn(
  client: Socket,
  reader: CommandReader,
  password: string,
): Promise<Welcome | undefined> {
  return new Promise((resolve) => {
    const settle = (welcome: Welcome | undefined) => {
      client.pause().off('data', onData).off('drain', onDrain).off('end', onEnd);
      client.off('close', onClose);
      resolve(welcome);
    };
    const onDrain = () => client.resume();
    const onEnd = () => client.end();
    const onClose = () => settle(undefined);
    const onData = (chunk: Buffer) => {
      reader.push(chunk);
      for (let piece = reader.next(); piece; piece = reader.next()) {
        const answer = toAnswer(piece, password);
        if (answer === 'end') return client.destroy();
        if (answer.welcome) return settle(answer.welcome);
        // Otherwise the replies that a client does not read would fill the memory.
        if (!client.write(answer.reply)) client.pause();
        if (!answer.isLast) continue;
        client.end();
        return settle(undefined);
      }
    };
    client.on('data', onData).on('drain', onDrain).once('end', onEnd).once('close', onClose);
    client.resume();
  });
}

interface Answer {
  readonly reply: string;
  readonly welcome?: Welcome;
  readonly isLast?: boolean;
}

function toAnswer(piece: Piece, expected: string): Answer | 'end' {
  if (isHttp(piece)) return 'end';
  if (piece.kind === 'run') return { reply: NO_LOGIN.repeat(piece.commands) };
  if (piece.kind === 'broken') return { reply: BROKEN, isLast: true };
  const { name, args } = piece;
  if (name === '') return { reply: '' };
  if (name === 'quit') return { reply: OK, isLast: true };
  if (name === 'auth') {
    const login = findAuthLogin(args);
    if (!login) return { reply: WRONG_ARGUMENTS };
    if (!isAccepted(login, expected)) return { reply: WRONG_PASSWORD };
    return { reply: '', welcome: { name } };
  }
  if (name === 'hello') {
    const { login, rest } = splitHello(args);
    if (!login) return { reply: NO_LOGIN_IN_HELLO };
    if (!isAccepted(login, expected)) return { reply: WRONG_PASSWORD };
    return { reply: '', welcome: { name, rest } };
  }
  return { reply: NO_LOGIN };
}
