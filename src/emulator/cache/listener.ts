import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { createAdmission } from './admission.js';
import type { Certificate } from './certificate.js';

/** A TLS listener on 127.0.0.1. Caches accept only TLS (F5.1). */
export interface Listener {
  readonly port: number;
  /** Ends every connection, even during its handshake. Resolves when all are closed. */
  close(): Promise<void>;
}

/** A connection that does not complete its TLS handshake is dropped after this time. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** The receiver of a listener's clients. */
export interface Reception {
  /** The oldest TLS version that the port accepts. */
  readonly minTls: 'TLSv1.2' | 'TLSv1.3';
  readonly maxClients: number;
  /** Returns the error for a client that is one too many. */
  tooManyClients(): string;
  /** Whether every new connection is reset, before its TLS handshake. */
  isAway(): boolean;
  /** Receives each client. It must call `welcome` when the client has logged in, or needs no login. */
  accept(client: TLSSocket, welcome: () => void): void;
  log(line: string): void;
}

/** Listens on a port of 127.0.0.1 (0: any free one). */
export async function listen(
  certificate: Certificate,
  reception: Reception,
  port = 0,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const admission = createAdmission(reception.log);
  let clients = 0;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client may disappear at any time. The `close` event follows and does the clean-up.
    socket.on('error', () => {});
  };
  const server = createServer({
    key: certificate.keyPem,
    cert: certificate.certificatePem,
    minVersion: reception.minTls,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    noDelay: true,
    keepAlive: true,
  });
  server.on('connection', (socket) => {
    if (reception.isAway()) {
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return;
    }
    track(socket);
    admission.arrive(socket);
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (client) => {
    // A client that has closed its side still receives pending replies. This is not set during the
    // handshake, because it would keep connections of clients that have disconnected.
    client.allowHalfOpen = true;
    track(client);
    if (clients === reception.maxClients) {
      reception.log(`refused a client: ${reception.maxClients} are already connected.`);
      client.resume().end(`-${reception.tooManyClients()}\r\n`);
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
    server.listen(port, '127.0.0.1', resolve);
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
