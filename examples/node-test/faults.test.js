import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateServerlessCacheCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { startLocalAws } from 'valkey-lab/local';

// Uses node:test to try a program against an AWS that is slow or fails.

const name = { ServerlessCacheName: 'cache-01' };

test('a cache needs two minutes to become available, and the test skips them', async () => {
  const aws = await startLocalAws({ pace: 'real' });
  try {
    const client = new ElastiCacheClient(aws.clientConfig());
    const readStatus = async () => {
      const { ServerlessCaches } = await client.send(new DescribeServerlessCachesCommand(name));
      return ServerlessCaches[0].Status;
    };
    await client.send(new CreateServerlessCacheCommand({ ...name, Engine: 'valkey' }));

    assert.equal(await readStatus(), 'creating');
    aws.advance(120_000);
    assert.equal(await readStatus(), 'available');
  } finally {
    await aws.close();
  }
});

test('the client repeats a call that AWS throttles twice', async () => {
  const aws = await startLocalAws();
  try {
    const client = new ElastiCacheClient({ ...aws.clientConfig(), maxAttempts: 3 });
    aws.setFaults({
      rules: [{ kind: 'throttle', operation: 'DescribeServerlessCaches', count: 2 }],
    });

    await client.send(new DescribeServerlessCachesCommand({}));

    assert.deepEqual(
      aws.calls().map(({ operation, status, fault }) => ({ operation, status, fault })),
      [
        { operation: 'DescribeServerlessCaches', status: 400, fault: 'throttle' },
        { operation: 'DescribeServerlessCaches', status: 400, fault: 'throttle' },
        { operation: 'DescribeServerlessCaches', status: 200, fault: undefined },
      ],
    );
  } finally {
    await aws.close();
  }
});
