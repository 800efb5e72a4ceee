import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';

/** `node tls-relay.mjs CERT KEY SOCKET PORT` relays bytes to the socket without reading them. */
const [cert = '', key = '', socket = '', port] = process.argv.slice(2);
const relay = createServer(
  { cert: readFileSync(cert), key: readFileSync(key), noDelay: true },
  (client) => {
    const server = connect(socket);
    for (const end of [client, server]) end.on('error', () => {});
    client.on('close', () => server.destroy());
    client.pipe(server).pipe(client);
  },
);
relay.on('tlsClientError', () => {});
relay.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
