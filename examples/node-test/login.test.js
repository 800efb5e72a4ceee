import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';
import { withLocalAws } from 'valkey-lab/local';

// Uses node:test to try IAM authentication with a cache on this machine. Each test has an AWS account of its own.

test(
  'an application writes and reads with IAM authentication',
  withLocalAws({ user: 'app' }, async ({ cache }) => {
    const client = createIamAuthClient(cache);
    await client.set('greeting', 'hello');
    assert.equal(await client.get('greeting'), 'hello');
    client.disconnect();
  }),
);
