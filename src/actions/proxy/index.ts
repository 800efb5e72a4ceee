import { once } from 'node:events';
import { resolve } from 'node:path';
import { LabError } from '../../errors.js';
import { systemClock } from '../../iam-auth/clock.js';
import { type Session, toPlace } from '../../session/session.js';
import { toPort } from '../../session/target.js';
import type { Action } from '../action.js';
import {
  connectToCache,
  createLogin,
  openLogin,
  refuseBadUser,
} from '../cache-login/create-login.js';
import { refuseVacant } from '../cache-login/find-cache.js';
import { openSession } from '../open-session.js';
import type { ProxyOptions } from '../options.js';
import type { ProxyResult } from '../results.js';
import { createPassword, USER_NAME } from './password.js';
import { type ProxyServer, type ProxyServerOptions, startProxy } from './start.js';

/** The longest path of a unix socket on macOS, where it is shorter than on Linux. */
const MAX_PATH_BYTES = 103;

/**
 * Runs the proxy until `signal` is aborted, then rejects with its reason.
 * @throws LabError RESOURCE_MISSING, CACHE_UNREACHABLE, LOGIN_REFUSED, PORT_IN_USE, OUTPUT_UNWRITABLE, INTERRUPTED
 */
async function runProxy(session: Session, options: ProxyOptions): Promise<never> {
  const { signal, note } = session;
  const login = await createLogin(session, options.user);
  // Without a cache that can be reached, each later client would only see its connection end.
  (await connectToCache(login, signal)).destroy();
  const password = options.password === false ? undefined : createPassword();
  const listenOn =
    options.socket === undefined
      ? { port: toPort('--port', options.port) }
      : { path: resolve(options.socket) };
  const server = await listen({
    ...{ listenOn, password, tokens: login.tokens, clock: systemClock },
    connect: (leaving) => openLogin(login, leaving),
    onError: ({ message }) => note(message),
  });
  try {
    signal.throwIfAborted();
    const { endpoint, cacheName, userId } = login;
    const place = toPlace(session);
    const address = toAddress(server, options.socket, password);
    if (password === undefined) {
      note('Warning: every user and program of this machine can use the cache through this port.');
    }
    const result = { ...place, ...address, cacheName, userId, endpoint };
    options.onReady?.(result);
    // `onReady` may have ended it.
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  } finally {
    await server.close();
    await login.tokens.close();
  }
}

/** @throws LabError PORT_IN_USE, OUTPUT_UNWRITABLE */
async function listen(options: ProxyServerOptions): Promise<ProxyServer> {
  try {
    return await startProxy(options);
  } catch (cause) {
    const { listenOn } = options;
    const { code } = cause as NodeJS.ErrnoException;
    const isUsed = code === 'EADDRINUSE';
    if ('port' in listenOn) {
      const reason = isUsed ? 'is in use by another program' : `cannot be opened (${code})`;
      throw new LabError('PORT_IN_USE', `Port ${listenOn.port} ${reason}.`, { cause });
    }
    const { path } = listenOn;
    if (!isUsed) {
      const message = `--socket: the socket ${path} cannot be created (${code}).`;
      throw new LabError('OUTPUT_UNWRITABLE', message, {
        hint: 'Check the folder and its permissions, or choose another path.',
        cause,
      });
    }
    throw new LabError('PORT_IN_USE', `--socket: ${path} already exists.`, {
      hint: 'If no proxy uses it, remove it; otherwise choose another path.',
      cause,
    });
  }
}

function toAddress(
  { port }: ProxyServer,
  socket: string | undefined,
  password: string | undefined,
): Pick<ProxyResult, 'url' | 'host' | 'port' | 'socket' | 'username' | 'password'> {
  const login = password === undefined ? '' : `${USER_NAME}:${password}@`;
  const known = { username: USER_NAME, password: password ?? null };
  if (socket !== undefined) {
    const path = resolve(socket);
    return { url: `unix://${login}${path}`, host: null, port: null, socket: path, ...known };
  }
  const host = '127.0.0.1';
  const url = `redis://${login}${host}:${port}`;
  return { url, host, port: port ?? null, socket: null, ...known };
}

/** Refuses wrong options, before anything is read or opened. */
function refuseBadOptions({ port, socket, user, password = true }: ProxyOptions): void {
  toPort('--port', port);
  refuseBadUser(user);
  if (port !== undefined && socket !== undefined) {
    throw new LabError('CONFIG_INVALID', '--port and --socket exclude each other.', {
      hint: 'Give one of them.',
    });
  }
  if (!password && port === undefined) {
    throw new LabError('CONFIG_INVALID', '--no-password needs --port.', {
      hint: 'Name the port that every program of this machine may use, such as --port 6380.',
    });
  }
  if (socket === undefined) return;
  const bytes = Buffer.byteLength(resolve(socket));
  if (bytes <= MAX_PATH_BYTES && socket !== '') return;
  throw new LabError(
    'CONFIG_INVALID',
    `--socket is "${socket}", but the whole path of a socket has 1 to ${MAX_PATH_BYTES} bytes.`,
    { hint: 'Choose a path in a folder with a short name, such as $XDG_RUNTIME_DIR.' },
  );
}

export const proxy: Action<Session, ProxyOptions, never> = {
  open: openSession,
  check: refuseBadOptions,
  act: runProxy,
  actVacant: refuseVacant,
  acceptsAwsUsers: true,
  isUnlimited: () => true,
};
