import { type ClientRequest, Agent as HttpAgent, STATUS_CODES } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { findProxy, type HttpProxy } from './find-proxy.js';
import { ProxyError } from './proxy-error.js';

/** Less than the SDK's limit for a connection, whose error would not name the proxy. */
const ANSWER_WITHIN_MS = 4_000;

/** The SDK's options for connections that go through a proxy where the environment names one. */
export interface ProxyAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpAgent;
}

const CONNECTIONS = { keepAlive: true, maxSockets: 1_000 };

/** Creates agents that ask the environment for each new connection, because NO_PROXY depends on the host. */
export function createProxyAgents(): ProxyAgents {
  return {
    httpAgent: new RoutingAgent(new HttpAgent(CONNECTIONS), 'http:'),
    httpsAgent: new RoutingAgent(new HttpsAgent(CONNECTIONS), 'https:'),
  };
}

class RoutingAgent extends Agent {
  constructor(
    private readonly direct: HttpAgent,
    private readonly scheme: 'http:' | 'https:',
  ) {
    super(CONNECTIONS);
  }

  /** Without this, the base class guesses from the call stack, and keeps connections under names that it does not find again. */
  override isSecureEndpoint(): boolean {
    return this.scheme === 'https:';
  }

  override async connect(
    request: ClientRequest,
    options: AgentConnectOpts,
  ): Promise<Duplex | HttpAgent> {
    const { host = '', port } = options;
    const name = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const proxy = findProxy(new URL(`${this.scheme}//${name}`));
    return proxy ? openTunnel(proxy, name, { request, options }) : this.direct;
  }

  override destroy(): void {
    this.direct.destroy();
    super.destroy();
  }
}

/**
 * Opens a connection to the target through the proxy (CONNECT).
 * @throws ProxyError; without it, the proxy's refusal would look like an answer of AWS
 */
async function openTunnel(
  proxy: HttpProxy,
  target: string,
  { request, options }: { request: ClientRequest; options: AgentConnectOpts },
): Promise<Duplex> {
  const { origin, authorization } = proxy;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
  const answers: number[] = [];
  // The agent prints the proxy's URL with DEBUG set, so the password is in a header.
  const headers = authorization === undefined ? {} : { 'Proxy-Authorization': authorization };
  const tunnel = new HttpsProxyAgent(origin, { headers, signal: stop.signal });
  tunnel.once('proxyConnect', ({ statusCode }: { statusCode: number }) => answers.push(statusCode));
  let socket: Duplex;
  try {
    socket = await tunnel.connect(request, options);
  } catch (cause) {
    throw toUnreachable(proxy, cause);
  } finally {
    clearTimeout(timer);
  }
  const [status = 0] = answers;
  if (status === 200) return socket;
  socket.destroy();
  throw toRefusal(proxy, target, status);
}

const toText = ({ origin, variable }: HttpProxy) => `The proxy ${origin} (${variable})`;

function toUnreachable(proxy: HttpProxy, cause: unknown): ProxyError {
  const reason =
    cause instanceof Error && cause.name !== 'AbortError'
      ? cause.message
      : `no answer within ${ANSWER_WITHIN_MS / 1000} s`;
  return new ProxyError(`${toText(proxy)} cannot be reached: ${reason}.`, {
    hint: `Correct ${proxy.variable}, or unset it if this network needs no proxy.`,
    isTransient: true,
    cause,
  });
}

function toRefusal(proxy: HttpProxy, target: string, status: number): ProxyError {
  const { origin, variable, authorization } = proxy;
  const words = STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : '';
  const message = `${toText(proxy)} refused the connection to ${target}: HTTP ${status}${words}.`;
  const isTransient = status >= 500;
  if (status !== 407) {
    return new ProxyError(message, {
      hint: `Ask the administrators of the proxy to allow ${target}. If this machine reaches it without the proxy, add it to NO_PROXY.`,
      isTransient,
    });
  }
  const what = authorization ? 'another user name or password' : 'a user name and a password';
  const example = origin.replace('://', '://USER:PASSWORD@');
  return new ProxyError(message, {
    hint: `The proxy wants ${what}: ${variable}=${example}, with special characters encoded (@ is %40).`,
    isTransient,
  });
}
