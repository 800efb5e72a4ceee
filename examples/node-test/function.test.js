import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLocalAws } from 'valkey-lab/local';

// Uses node:test to deploy a function on this machine, and to call it.

test('a failed invocation says why', async () => {
  const aws = await startLocalAws();
  try {
    await aws.deployFunction(join(import.meta.dirname, '..', 'node-function'), { name: 'counter' });
    const { payload } = await aws.invoke('counter', { page: 'home' });
    assert.deepEqual(payload, { page: 'home', visits: 1 });

    const failed = await aws.invoke('counter', null);
    assert.match(failed.payload.errorMessage, /null/);
    assert.equal(failed.functionError, 'Unhandled');
  } finally {
    await aws.close();
  }
});
