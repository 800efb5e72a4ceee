import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.js';

/** A TLS listener on 127.0.0.1. */
export interface Listener {
  readonly port: number;
  /** Ends every connection, those within their handshake too; resolves when they are gone. */
  close(): Promise<void>;
}

/** What speaks no TLS, or too slowly, is dropped after this. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Listens on a free port of 127.0.0.1 (TLS 1.2 or later); `accept` gets each client. */
export async function listen(
  certificate: Certificate,
  accept: (client: TLSSocket) => void,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client may vanish at any time; `close` follows and is what counts.
    socket.on('error', () => {});
  };
  const server = createServer({
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    noDelay: true,
    keepAlive: true,
  });
  server.on('connection', track);
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (client) => {
    // Replies to what a client sent before its end are still sent; not so within the handshake,
    // where it would keep the connections of clients that are gone.
    client.allowHalfOpen = true;
    track(client);
    accept(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
