import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { connect } from 'node:tls';

const [port, caFile = ''] = process.argv.slice(2);
const ca = readFileSync(caFile);
const relay = createServer({ noDelay: true }, (client) => {
  const server = connect({ host: 'localhost', port: Number(port), ca }).setNoDelay(true);
  for (const end of [client, server]) end.on('error', () => {});
  client.on('close', () => server.destroy());
  client.pipe(server).pipe(client);
});
relay.listen(0, '127.0.0.1', () => {
  const address = relay.address();
  if (address !== null && typeof address !== 'string') process.stdout.write(`${address.port}\n`);
});
