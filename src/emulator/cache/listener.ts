import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { createAdmission } from './admission.js';
import type { Certificate } from './certificate.js';

/** A TLS listener on 127.0.0.1: caches speak nothing else (F5.1). */
export interface Listener {
  readonly port: number;
  /** Ends every connection, those within their handshake too; resolves when they are gone. */
  close(): Promise<void>;
}

/** What speaks no TLS, or too slowly, is dropped after this. */
const HANDSHAKE_TIMEOUT_MS = 30_000;
/** What Valkey says to one client too many. */
const TOO_MANY_CLIENTS = '-ERR max number of clients reached\r\n';

/** What a listener's clients are given to. */
export interface Reception {
  readonly maxClients: number;
  /** Takes each client; `welcome` is to be called when it has logged in, or needs no login. */
  accept(client: TLSSocket, welcome: () => void): void;
  log(line: string): void;
}

/** Listens on a free port of 127.0.0.1 (TLS 1.2 or later). */
export async function listen(certificate: Certificate, reception: Reception): Promise<Listener> {
  const sockets = new Set<Socket>();
  const admission = createAdmission(reception.log);
  let clients = 0;
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
  server.on('connection', (socket) => {
    track(socket);
    admission.arrive(socket);
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (client) => {
    // Replies to what a client sent before its end are still sent; not so within the handshake,
    // where it would keep the connections of clients that are gone.
    client.allowHalfOpen = true;
    track(client);
    if (clients === reception.maxClients) {
      reception.log(`a client was refused: ${reception.maxClients} are connected.`);
      client.resume().end(TOO_MANY_CLIENTS);
      return;
    }
    clients += 1;
    client.once('close', () => {
      clients -= 1;
    });
    const { remotePort } = client;
    reception.accept(client, () => admission.welcome(remotePort));
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
