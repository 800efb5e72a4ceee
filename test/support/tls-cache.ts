import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../../src/emulator/cache/certificate.js';
import { startValkeyServer, type ValkeyServer } from './valkey-server.js';

/** What of the relay a test may change while it runs. */
export interface Interference {
  /** Called before an AUTH is passed on, with its number from 1. */
  beforeAuth?: (count: number) => Promise<unknown>;
  /** Changes what the server answers after AUTH. */
  alterReply?: (reply: Buffer) => Buffer;
  /** Closes the connection instead of passing on the next command after AUTH. */
  cutAtNextCommand?: boolean;
}

/** A real `valkey-server` behind a TLS relay that notes what passes. The users `iam-user-01` may use any password. */
export interface TlsCache extends ValkeyServer, Interference {
  readonly host: string;
  readonly port: number;
  /** The certificate authority, PEM, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  /** The passwords of AUTH, one for each connection, in order. */
  readonly tokens: string[];
  /** What clients sent after AUTH, as it arrived. */
  readonly sent: string[];
  /** Closes all connections of clients and waits until they are closed. */
  cut(): Promise<void>;
}

/** Starts the server and the relay; the certificate is for `localhost` and its two usual addresses. */
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
