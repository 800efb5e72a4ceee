import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A real HTTP proxy for CONNECT on 127.0.0.1. It leads every target to one port of this machine. */
export interface ConnectProxy {
  readonly port: number;
  /** The `host:port` of each CONNECT so far. */
  readonly targets: string[];
  /** Set to refuse every connection with this status. */
  refusal?: number | undefined;
  /** Set to demand this user name and password (`user:password`). */
  login?: string | undefined;
  close(): void;
}

/** Starts a proxy that leads to `targetPort`. */
export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const targets: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    track(client);
    targets.push(request.url ?? '');
    const wanted = proxy.login && `Basic ${Buffer.from(proxy.login).toString('base64')}`;
    const isKnown = !wanted || request.headers['proxy-authorization'] === wanted;
    const refusal = isKnown ? proxy.refusal : 407;
    if (refusal) {
      client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 2\r\n\r\nno`);
      return;
    }
    const upstream = connect(targetPort, '127.0.0.1');
    track(upstream);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    client.once('close', () => upstream.destroy()).pipe(upstream);
    upstream.once('close', () => client.destroy()).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ConnectProxy = {
    port: (server.address() as AddressInfo).port,
    targets,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return proxy;
}
