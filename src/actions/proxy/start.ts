import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { IamAuthClock } from '../../iam-auth/clock.js';
import type { IamAuthTokenProvider } from '../../iam-auth/token-provider.js';
import { createCommandReader } from './command-reader.js';
import { logIn, type Welcome } from './log-in.js';
import { relay } from './relay.js';
import { toErrorReply } from './replies.js';

export interface ProxyServerOptions {
  /** Where to listen: a port of 127.0.0.1 (0: any free one), or the path of a socket that only this user can open. */
  readonly listenOn: { readonly port: number } | { readonly path: string };
  /** Undefined to accept every client. */
  readonly password: string | undefined;
  /** Opens a connection to the cache and logs it in. Gives up when `signal` is aborted. */
  readonly connect: (signal: AbortSignal) => Promise<TLSSocket>;
  /** For the renewal of open connections. */
  readonly tokens: IamAuthTokenProvider;
  readonly clock: IamAuthClock;
  readonly random?: (() => number) | undefined;
  /** Called when the proxy cannot log a client in to the cache, or renew its login. The errors have no secrets. */
  readonly onError: (error: Error) => void;
}

export interface ProxyServer {
  /** The port on 127.0.0.1; undefined for a socket. */
  readonly port: number | undefined;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a server for clients without IAM. Each of its connections has verified TLS to the cache, and its own IAM login. Throws the error of Node when it cannot listen.
 */
export async function startProxy(options: ProxyServerOptions): Promise<ProxyServer> {
  const { listenOn } = options;
  const clients = new Set<Socket>();
  // A client that has ended its side still gets the replies to its commands.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.on('error', () => {}).once('close', () => clients.delete(client));
    void serve(client, options);
  });
  if ('path' in listenOn) server.listen(listenOn.path);
  else server.listen(listenOn.port, '127.0.0.1');
  await once(server, 'listening');
  if ('path' in listenOn) chmodSync(listenOn.path, 0o600);
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === 'string' ? undefined : address.port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const client of clients) client.destroy();
      await closed;
    },
  };
}

/** Serves one client: its login, then the cache. */
async function serve(client: Socket, options: ProxyServerOptions): Promise<void> {
  const { password, onError } = options;
  const reader = createCommandReader();
  client.pause();
  const welcome: Welcome | undefined =
    password === undefined ? { name: 'none' } : await logIn(client, reader, password);
  if (!welcome) return discard(client);
  try {
    const cache = await openCache(client, options);
    if (client.destroyed) cache.destroy();
    else relay({ ...options, client, cache, reader }, welcome);
  } catch (error) {
    // A client that has left needs no answer.
    if (client.destroyed || !(error instanceof Error)) return;
    onError(error);
    client.end(toErrorReply(`valkey-lab proxy: ${error.message}`));
    discard(client);
  }
}

/** Reads the rest of a client that gets no more replies: unread bytes would hide that it has left. */
function discard(client: Socket): void {
  client.resume();
}

/** Opens the client's connection to the cache. Gives up when the client leaves. */
async function openCache(client: Socket, { connect }: ProxyServerOptions): Promise<TLSSocket> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  client.once('close', leave);
  try {
    return (await connect(leaving.signal)).setNoDelay(true);
  } finally {
    client.off('close', leave);
  }
}
