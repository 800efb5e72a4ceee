import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { openLogin } from '../../../src/actions/cache-login/create-login.js';
import {
  type ProxyServer,
  type ProxyServerOptions,
  startProxy,
} from '../../../src/actions/proxy/start.js';
import { IamAuthTokenProvider } from '../../../src/iam-auth/index.js';
import { type ClientLab, REGION, startClientLab, USER } from '../../clients/support.js';
import { followClock } from '../../support/iam-clock.js';

export const PASSWORD = 'the-password-of-this-proxy';

/** A cache, and a proxy in front of it. Its clock is that of the endpoint, which a test moves. */
export interface ProxyLab extends AsyncDisposable {
  readonly lab: ClientLab;
  readonly port: number;
  /** The messages of failed logins. */
  readonly errors: string[];
  /** Starts a further proxy. */
  start(options?: Partial<ProxyServerOptions>): Promise<ProxyServer>;
}

export async function startProxyLab(): Promise<ProxyLab> {
  const lab = await startClientLab();
  const { host, port, ca, emulator } = lab;
  const clock = followClock(emulator.clock);
  const errors: string[] = [];
  const proxies: ProxyServer[] = [];
  const start = async (options: Partial<ProxyServerOptions> = {}) => {
    const { credentials } = emulator;
    const names = { cacheName: 'cache-01', userId: USER, region: REGION };
    const { tokens = new IamAuthTokenProvider({ ...names, credentials, clock }) } = options;
    const login = { endpoint: { address: host, port }, tokens, ca: String(ca) };
    const proxy = await startProxy({
      ...{ listenOn: { port: 0 }, password: PASSWORD, clock, tokens },
      connect: (signal) => openLogin(login, signal),
      onError: ({ message }) => errors.push(message),
      ...options,
    });
    proxies.push(proxy);
    return proxy;
  };
  const first = await start();
  return {
    lab,
    port: first.port ?? 0,
    errors,
    start,
    async [Symbol.asyncDispose]() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await lab[Symbol.asyncDispose]();
    },
  };
}

/** A client that writes and reads text. */
export interface Dialogue {
  readonly socket: Socket;
  /** Sends the text, and returns everything that arrives until it ends with `ending`. */
  say(text: string, ending: string | RegExp): Promise<string>;
  /** Sends the text, and returns everything that arrives until the connection ends. */
  last(text: string): Promise<string>;
  /** The same, but ends this side after the text. */
  end(text: string): Promise<string>;
}

export async function dial(to: number | string): Promise<Dialogue> {
  const socket = typeof to === 'string' ? connect(to) : connect(to, '127.0.0.1');
  let heard = '';
  let wake = () => {};
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
    wake();
  });
  socket.once('close', () => wake());
  socket.on('error', () => {});
  await once(socket, 'connect');
  return {
    socket,
    async say(text, ending) {
      heard = '';
      socket.write(text);
      const isDone = () =>
        typeof ending === 'string' ? heard.endsWith(ending) : ending.test(heard);
      while (!isDone()) {
        if (socket.destroyed) throw new Error(`The connection ended after: ${heard}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard;
    },
    async last(text) {
      heard = '';
      socket.write(text);
      if (!socket.closed) await once(socket, 'close');
      return heard;
    },
    async end(text) {
      heard = '';
      socket.end(text);
      await once(socket, 'close');
      return heard;
    },
  };
}
