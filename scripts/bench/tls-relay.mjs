import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const [folder = ''] = process.argv.slice(2);
const read = (/** @type {string} */ name) => readFileSync(join(folder, name));
const relay = createServer(
  { cert: read('cert.pem'), key: read('key.pem'), noDelay: true },
  (client) => {
    const server = connect(join(folder, 's'));
    for (const end of [client, server]) end.on('error', () => {});
    client.on('close', () => server.destroy());
    client.pipe(server).pipe(client);
  },
);
relay.on('tlsClientError', () => {});
relay.listen(0, '127.0.0.1', () => {
  const address = relay.address();
  if (address !== null && typeof address !== 'string') process.stdout.write(`${address.port}\n`);
});
