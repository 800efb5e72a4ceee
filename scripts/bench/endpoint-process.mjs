import { once } from 'node:events';
import aws4 from 'aws4';
import { createIamAuthToken, openConnection } from '../../dist/iam-auth/index.js';
import { startLocalAws } from '../../dist/local.js';

// A test's process: starts the endpoint, makes a cache with a user in it, and asks the cache for a PONG.
const userId = 'iam-user-01';
const cacheName = 'cache-01';
const aws = await startLocalAws();
await call({ Action: 'DescribeUsers' });
process.stdout.write('answered\n');

const engine = { Engine: 'valkey' };
const iam = { 'AuthenticationMode.Type': 'iam', AccessString: 'on ~* +@all' };
const group = { UserGroupId: 'group-01' };
await call({ Action: 'CreateUser', ...engine, ...iam, UserId: userId, UserName: userId });
await call({ Action: 'CreateUserGroup', ...engine, ...group, 'UserIds.member.1': userId });
const made = { ServerlessCacheName: cacheName };
await call({ Action: 'CreateServerlessCache', ...engine, ...group, ...made });
const answer = await call({ Action: 'DescribeServerlessCaches', ...made });
const port = Number(/<Port>(\d+)</.exec(answer)?.[1]);
const { credentials, region } = aws;
const socket = await openConnection({
  ...{ host: 'localhost', port, userId, ca: aws.ca },
  createToken: () => createIamAuthToken({ cacheName, userId, region, credentials }),
});
socket.resume();
socket.write('PING\r\n');
const [reply] = await once(socket, 'data');
if (reply.toString() !== '+PONG\r\n') throw new Error(`The cache answered ${reply}`);
process.stdout.write('pong\n');

/** A signed call without an SDK: its loading is not the endpoint's time. */
async function call(parameters) {
  const body = new URLSearchParams({ Version: '2015-02-02', ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { host: new URL(aws.endpoint).host, path: '/', method: 'POST', headers, body };
  const signed = aws4.sign(
    { ...request, service: 'elasticache', region: aws.region },
    aws.credentials,
  );
  const response = await fetch(aws.endpoint, { method: 'POST', headers: signed.headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${parameters.Action}: ${text}`);
  return text;
}
