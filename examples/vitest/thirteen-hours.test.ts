import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';
import { type LocalAwsFixtures, localAwsFixtures } from 'valkey-lab/local';
import { test as base, expect } from 'vitest';

const test = base.extend<LocalAwsFixtures>(localAwsFixtures({ user: 'app' }));

// A token is valid for 15 minutes, and a connection for 12 hours.
test('a client stays connected for 13 hours', async ({ aws, cache }) => {
  const client = createIamAuthClient(cache);
  for (let minute = 0; minute < 13 * 60; minute += 2) {
    aws.advance(2 * 60_000);
    await client.set('minute', minute);
  }
  expect(await client.get('minute')).toBe('778');
  client.disconnect();
});
