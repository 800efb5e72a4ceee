import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../../src/emulator/cache/certificate.js';
import { startValkeyServer, type ValkeyServer } from './valkey-server.js';

/** The hooks of the relay, which a test may change at any time. */
export interface Interference {
  /** Called before the relay forwards an AUTH, with the number of this AUTH, from 1. */
  beforeAuth?: (count: number) => Promise<unknown>;
  /** Changes the server's replies after AUTH. */
  alterReply?: (reply: Buffer) => Buffer;
  /** Set to reset new connections before their TLS handshake. */
  resetsConnections?: boolean;
  /** Set to close the connection instead of forwarding the next command after AUTH. */
  cutAtNextCommand?: boolean;
}

/** A real `valkey-server` behind a TLS relay that records the traffic. The user `iam-user-01` can use any password. */
export interface TlsCache extends ValkeyServer, Interference {
  readonly host: string;
  readonly port: number;
  /** The certificate authority (PEM), and the path of its file. */
  readonly ca: string;
  readonly caFile: string;
  /** The passwords of AUTH, one for each connection, in order. */
  readonly tokens: string[];
  /** The data from clients after AUTH, as it arrived. */
  readonly sent: string[];
  /** Closes all client connections, and waits until they are closed. */
  cut(): Promise<void>;
}

/** Starts the server and the relay. The certificate is for `localhost`, 127.0.0.1 and ::1. */
export async function startTlsCache(listenOn = '127.0.0.1'): Promise<TlsCache> {
  const server = await startValkeyServer();
  const { keyPem, certificatePem, caFile } = await createCertificate(dirname(server.socketPath));
  await server.admin.call('ACL', 'SETUSER', 'iam-user-01', 'on', 'nopass', '~*', '&*', '+@all');
  const clients = new Set<TLSSocket>();
  const relay = createServer({ key: keyPem, cert: certificatePem }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client)).on('error', () => {});
    relayClient(client, connect(server.socketPath), cache);
  });
  relay.on('tlsClientError', () => {});
  relay.on('connection', (socket: Socket) => {
    if (cache.resetsConnections) socket.on('error', () => {}).resetAndDestroy();
  });
  relay.listen(0, listenOn);
  await once(relay, 'listening');

  const cache: TlsCache = {
    ...server,
    host: 'localhost',
    port: (relay.address() as AddressInfo).port,
    ca: await readFile(caFile, 'utf8'),
    caFile,
    tokens: [],
    sent: [],
    async cut() {
      await Promise.all(
        [...clients].map((client) => {
          const closed = once(client, 'close');
          client.destroy();
          return closed;
        }),
      );
    },
    async close() {
      await cache.cut();
      relay.close();
      await server.close();
    },
  };
  return cache;
}

function relayClient(client: TLSSocket, upstream: Socket, cache: TlsCache): void {
  let isFirst = true;
  upstream.on('error', () => {});
  client.once('close', () => upstream.destroy());
  upstream.once('close', () => client.destroy());
  upstream.on('data', (reply) => client.write(cache.alterReply?.(reply) ?? reply));
  client.on('data', async (command: Buffer) => {
    if (isFirst) {
      isFirst = false;
      const words = command.toString().split('\r\n');
      cache.tokens.push(words.find((word) => word.includes('X-Amz-')) ?? words.at(-2) ?? '');
      await cache.beforeAuth?.(cache.tokens.length);
    } else if (cache.cutAtNextCommand) {
      cache.cutAtNextCommand = false;
      client.destroy();
      return;
    } else {
      cache.sent.push(command.toString());
    }
    upstream.write(command);
  });
}
