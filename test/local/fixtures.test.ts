import { describe, expect, test as plain, vi } from 'vitest';
import { createIamAuthClient } from '../../src/iam-auth/ioredis.js';
import {
  type LocalAws,
  type LocalAwsFixtures,
  localAwsFixtures,
  withLocalAws,
} from '../../src/local.js';

const test = plain.extend<LocalAwsFixtures>(localAwsFixtures({ region: 'eu-central-1' }));

describe('localAwsFixtures', () => {
  let first: LocalAws | undefined;

  test('give a test an account with a cache', async ({ aws, cache }) => {
    first = aws;
    expect(aws.region).toBe('eu-central-1');
    const client = createIamAuthClient(cache);
    expect(await client.set('key', 'value')).toBe('OK');
    client.disconnect();
  });

  test('give all tests of a file the same account', ({ aws }) => {
    expect(aws).toBe(first);
  });
});

describe('withLocalAws', () => {
  plain(
    'gives each test its own account, passes the runner’s arguments, and closes the account',
    async () => {
      const ends: (() => Promise<unknown>)[] = [];
      const run = withLocalAws({ user: 'app' }, ({ aws, cache }, context: string) => {
        ends.push(() => fetch(aws.endpoint));
        expect([context, cache.userId, aws.isEmpty()]).toEqual(['context', 'app', false]);
      });

      await run('context');

      await expect(ends[0]?.()).rejects.toThrow('fetch failed');
    },
  );

  plain('closes the account of a test that fails', async () => {
    const close = vi.fn();
    const run = withLocalAws({}, ({ aws }) => {
      const original = aws.close;
      close.mockImplementation(original);
      aws.close = close;
      throw new Error('The test failed.');
    });
    await expect(run()).rejects.toThrow('The test failed.');
    expect(close).toHaveBeenCalledOnce();
  });
});
