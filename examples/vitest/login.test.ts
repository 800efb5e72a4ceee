import { openConnection } from 'valkey-lab/iam-auth';
import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';
import { type LocalAwsFixtures, localAwsFixtures } from 'valkey-lab/local';
import { test as base, expect } from 'vitest';

// Uses vitest to try IAM authentication with a cache on this machine. The tests skip the hours of its time limits.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const test = base.extend<LocalAwsFixtures>(localAwsFixtures({ user: 'app' }));

test('an application writes and reads with IAM authentication', async ({ cache }) => {
  const client = createIamAuthClient(cache);
  await client.set('greeting', 'hello');
  expect(await client.get('greeting')).toBe('hello');
  client.disconnect();
});

test('the cache refuses a token that is older than 15 minutes', async ({ aws, cache }) => {
  const token = await cache.createToken();
  const login = () => openConnection({ ...cache, createToken: async () => token });

  aws.advance(14 * MINUTE_MS);
  (await login()).destroy();
  aws.advance(2 * MINUTE_MS);
  await expect(login()).rejects.toMatchObject({ reason: 'TokenRefused' });
});

test('the cache closes a connection 12 hours after its login', async ({ aws, cache }) => {
  const socket = await openConnection(cache);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();

  aws.advance(12 * HOUR_MS);
  await closed;
});
