import { once } from 'node:events';
import { createCache } from '../cache.js';
import { createAgent, sendCall, signCall, toQuery } from '../calls.js';

declare const DIST: string;

// Does what a test does: starts the endpoint, creates a cache with a user, and sends PING to the cache.
const { startLocalAws }: typeof import('../../../src/local.js') = await import(`${DIST}/local.js`);
const name = 'cache-01';
const aws = await startLocalAws();
const { endpoint: url, credentials, region } = aws;
const target = { url, credentials };
const agent = createAgent();
const users = toQuery('elasticache', '2015-02-02', { Action: 'DescribeUsers' });
await sendCall(url, agent, await signCall(target, users));
process.stdout.write('answered\n');

const { createIamAuthToken, openConnection }: typeof import('../../../src/iam-auth/index.js') =
  await import(`${DIST}/iam-auth/index.js`);
const port = await createCache({ target, agent, name });
const socket = await openConnection({
  ...{ host: 'localhost', port, userId: name, ca: aws.ca },
  createToken: () => createIamAuthToken({ cacheName: name, userId: name, region, credentials }),
});
socket.resume();
socket.write('PING\r\n');
const [reply] = await once(socket, 'data');
if (String(reply) !== '+PONG\r\n') throw new Error(`The cache answered ${reply}`);
process.stdout.write('pong\n');
