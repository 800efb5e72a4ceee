import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { createIamAuthToken, openConnection } from 'valkey-lab/iam-auth';
import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';
import { type LocalAws, startLocalAws } from 'valkey-lab/local';
import { afterAll, beforeAll, expect, test } from 'vitest';

// Uses vitest to try IAM authentication with a cache on this machine. The tests skip the hours of its time limits.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const cacheName = 'cache-01';
const userId = 'iam-user-01';

let aws: LocalAws;
let cache: { host: string; port: number };
beforeAll(async () => {
  aws = await startLocalAws();
  cache = await createCache();
});
afterAll(() => aws.close());

test('an application writes and reads with IAM authentication', async () => {
  const client = createIamAuthClient({ ...cache, ...toSigner(), ca: aws.ca, clock: aws.clock });
  await client.set('greeting', 'hello');
  expect(await client.get('greeting')).toBe('hello');
  client.disconnect();
});

test('the cache refuses a token that is older than 15 minutes', async () => {
  const token = await createToken();
  const login = () =>
    openConnection({ ...cache, userId, ca: aws.ca, createToken: async () => token });

  aws.advance(14 * MINUTE_MS);
  (await login()).destroy();
  aws.advance(2 * MINUTE_MS);
  await expect(login()).rejects.toMatchObject({ reason: 'TokenRefused' });
});

test('the cache closes a connection 12 hours after its login', async () => {
  const socket = await openConnection({ ...cache, userId, ca: aws.ca, createToken });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();

  aws.advance(12 * HOUR_MS);
  await closed;
});

test('an application that uses the same clock logs in again before the 12 hours are over', async () => {
  const client = createIamAuthClient({ ...cache, ...toSigner(), ca: aws.ca, clock: aws.clock });
  let connections = 0;
  client.on('connect', () => {
    connections += 1;
  });

  // Small steps leave the application real time to do its work in between.
  for (let minute = 0; minute < 13 * 60; minute += 2) {
    aws.advance(2 * MINUTE_MS);
    await client.set('minute', minute);
  }

  expect(connections).toBe(1);
  client.disconnect();
});

const createToken = () => createIamAuthToken({ ...toSigner(), now: aws.clock.now });

function toSigner() {
  const { credentials, region } = aws;
  return { cacheName, userId, region, credentials };
}

async function createCache() {
  const client = new ElastiCacheClient(aws.clientConfig());
  const engine = { Engine: 'valkey' };
  const group = { ...engine, UserGroupId: 'group-01' };
  await client.send(
    new CreateUserCommand({
      ...{ ...engine, UserId: userId, UserName: userId, AccessString: 'on ~* +@all' },
      AuthenticationMode: { Type: 'iam' },
    }),
  );
  await client.send(new CreateUserGroupCommand({ ...group, UserIds: [userId] }));
  await client.send(new CreateServerlessCacheCommand({ ...group, ServerlessCacheName: cacheName }));
  const found = await client.send(
    new DescribeServerlessCachesCommand({ ServerlessCacheName: cacheName }),
  );
  const { Address: host = '', Port: port = 0 } = found.ServerlessCaches?.[0]?.Endpoint ?? {};
  return { host, port };
}
