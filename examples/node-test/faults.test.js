import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateServerlessCacheCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { startLocalAws } from 'valkey-lab/local';

// node:test: what a program does when AWS is slow, and when it fails.

const name = { ServerlessCacheName: 'cache-01' };

test('a cache is creating for two minutes, which pass at once', async () => {
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

test('a call that AWS throttles twice is made three times', async () => {
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
