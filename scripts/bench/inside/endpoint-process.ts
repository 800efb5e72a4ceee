import { once } from 'node:events';
import { createAgent, sendCall, signCall, toQuery } from '../calls.js';

declare const DIST: string;

// Does what a test does: starts the endpoint, creates a cache with a user, and sends PING to the cache.
const { startLocalAws }: typeof import('../../../src/local.js') = await import(`${DIST}/local.js`);
const userId = 'iam-user-01';
const cacheName = 'cache-01';
const aws = await startLocalAws();
const { endpoint: url, credentials, region } = aws;
const agent = createAgent();
await call('DescribeUsers');
process.stdout.write('answered\n');

const { createIamAuthToken, openConnection }: typeof import('../../../src/iam-auth/index.js') =
  await import(`${DIST}/iam-auth/index.js`);
const engine = { Engine: 'valkey' };
const iam = { 'AuthenticationMode.Type': 'iam', AccessString: 'on ~* +@all' };
const group = { UserGroupId: 'group-01' };
await call('CreateUser', { ...engine, ...iam, UserId: userId, UserName: userId });
await call('CreateUserGroup', { ...engine, ...group, 'UserIds.member.1': userId });
const made = { ServerlessCacheName: cacheName };
await call('CreateServerlessCache', { ...engine, ...group, ...made });
const answer = await call('DescribeServerlessCaches', made);
const port = Number(/<Port>(\d+)</.exec(answer)?.[1]);
const socket = await openConnection({
  ...{ host: 'localhost', port, userId, ca: aws.ca },
  createToken: () => createIamAuthToken({ cacheName, userId, region, credentials }),
});
socket.resume();
socket.write('PING\r\n');
const [reply] = await once(socket, 'data');
if (String(reply) !== '+PONG\r\n') throw new Error(`The cache answered ${reply}`);
process.stdout.write('pong\n');

async function call(Action: string, form: Record<string, string> = {}): Promise<string> {
  const query = toQuery('elasticache', '2015-02-02', { Action, ...form });
  return sendCall(url, agent, await signCall({ url, credentials }, query));
}
