import { beforeEach, describe, expect, test } from 'vitest';
import { createElastiCacheLab, type ElastiCacheLab } from '../../support/elasticache-lab.js';

const NOT_AVAILABLE = {
  shape: 'InvalidServerlessCacheStateFault',
  message: 'Serverless cache is not in an available state to perform the requested action.',
};

describe('ElastiCache serverless caches', () => {
  let lab: ElastiCacheLab;
  const remove = (ServerlessCacheName = 'cache-01') =>
    lab.run('DeleteServerlessCache', { ServerlessCacheName });

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('a cache fails if no address is free: it has no endpoint and no tags, and can be deleted', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    for (const subnet of lab.context.state.ec2.subnets.values()) subnet.availableAddresses = 0;
    const { ServerlessCache } = await lab.createCache();
    lab.advance(120_000);

    const failed = await lab.cache();
    expect(failed.Status).toBe('create-failed');
    expect(failed).not.toHaveProperty('Endpoint');
    const arn = { ResourceName: ServerlessCache['ARN'] };
    await expect(lab.run('ListTagsForResource', arn)).rejects.toMatchObject(NOT_AVAILABLE);
    await remove();
    lab.advance(120_000);
    await expect(lab.cache()).rejects.toMatchObject({ shape: 'ServerlessCacheNotFoundFault' });
  });

  test('a cache is creating without an endpoint, then available with one', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    const { ServerlessCache } = await lab.createCache({
      ServerlessCacheName: 'Cache-01',
      CacheUsageLimits: {
        DataStorage: { Maximum: 1, Unit: 'GB' },
        ECPUPerSecond: { Maximum: 1000 },
      },
    });
    expect(ServerlessCache).toMatchObject({
      ServerlessCacheName: 'cache-01',
      Status: 'creating',
      Description: '',
      Engine: 'valkey',
      MajorEngineVersion: '9',
      ARN: 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01',
      StorageEncryptionType: 'sse-elasticache',
      CacheUsageLimits: {
        DataStorage: { Maximum: 1, Unit: 'GB' },
        ECPUPerSecond: { Maximum: 1000 },
      },
    });
    expect(ServerlessCache).not.toHaveProperty('Endpoint');
    expect(lab.portCalls).toEqual(['open cache-01']);

    lab.advance(119_999);
    expect((await lab.cache()).Endpoint).toBe(undefined);
    lab.advance(1);
    const cache = await lab.cache();
    expect(cache).toMatchObject({
      Status: 'available',
      Endpoint: { Address: 'localhost', Port: 40_001 },
    });
    expect(cache.ReaderEndpoint).toEqual(cache.Endpoint);
  });

  test.each(['1a', 'a--b', 'a-', 'a_b', 'a'.repeat(41)])('the name %s is refused', async (name) => {
    await expect(lab.createCache({ ServerlessCacheName: name })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
    expect(lab.portCalls).toEqual([]);
  });

  test('a second cache with the same name is refused, in any case', async () => {
    await lab.createCache();
    await expect(lab.createCache({ ServerlessCacheName: 'CACHE-01' })).rejects.toMatchObject({
      shape: 'ServerlessCacheAlreadyExistsFault',
      message: 'Serverless cache cache-01 already exists.',
    });
  });

  test('two simultaneous calls with one name create one cache', async () => {
    const answers = await Promise.allSettled([lab.createCache(), lab.createCache()]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(lab.portCalls).toEqual(['open cache-01']);
  });

  test('a cache whose port cannot be opened does not exist', async () => {
    const openPort = () => Promise.reject(new Error('No valkey-server.'));
    lab = createElastiCacheLab({ openPort });
    await expect(lab.createCache()).rejects.toThrow('No valkey-server.');
    await expect(lab.cache()).rejects.toMatchObject({
      shape: 'ServerlessCacheNotFoundFault',
      message: 'Serverless cache cache-01 not found.',
    });
  });

  test.each([
    ['memcached', undefined],
    ['valkey', '6'],
    ['valkey', '8.0'],
    ['redis', '8'],
  ])('engine %s with version %s is refused', async (Engine, MajorEngineVersion) => {
    await expect(lab.createCache({ Engine, MajorEngineVersion })).rejects.toMatchObject({
      shape: expect.stringMatching(/^InvalidParameter/),
    });
  });

  test.each([
    { DataStorage: { Maximum: 5_001, Unit: 'GB' } },
    { DataStorage: { Maximum: 1, Minimum: 2, Unit: 'GB' } },
    { ECPUPerSecond: { Maximum: 999 } },
    { ECPUPerSecond: { Minimum: 15_000_001 } },
  ])('the usage limits %j are refused', async (CacheUsageLimits) => {
    await expect(lab.createCache({ CacheUsageLimits })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
  });

  test('a group with the engine Valkey cannot be attached to a cache with the engine Redis', async () => {
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await expect(
      lab.createCache({ Engine: 'redis', UserGroupId: 'group-1' }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterCombinationException' });
    await expect(lab.createCache({ UserGroupId: 'missing' })).rejects.toMatchObject({
      shape: 'UserGroupNotFoundFault',
    });
  });

  test('a cache can be created with its group', async () => {
    await lab.createUser('user-1');
    await lab.createGroup(['user-1']);
    await lab.createCache({ UserGroupId: 'Group-1' });

    expect((await lab.cache()).UserGroupId).toBe('group-1');
    expect(await lab.group()).toMatchObject({ Status: 'active', ServerlessCaches: ['cache-01'] });
  });

  test('DeleteServerlessCache closes the port at once; the cache is gone later', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createCache();
    await expect(remove()).rejects.toMatchObject(NOT_AVAILABLE);
    lab.advance(120_000);

    expect(await remove()).toMatchObject({ ServerlessCache: { Status: 'deleting' } });
    expect(lab.portCalls).toEqual(['open cache-01', 'close cache-01']);
    expect(await lab.cache()).not.toHaveProperty('Endpoint');
    await expect(remove()).rejects.toMatchObject(NOT_AVAILABLE);
    await expect(lab.createCache()).rejects.toMatchObject({
      shape: 'ServerlessCacheAlreadyExistsFault',
    });
    lab.advance(120_000);
    await expect(lab.cache()).rejects.toMatchObject({ shape: 'ServerlessCacheNotFoundFault' });
    await lab.createCache();
  });

  test('snapshots are refused, not silently ignored', async () => {
    await lab.createCache();
    const message = 'Snapshots are not served here: leave FinalSnapshotName out.';
    await expect(
      lab.run('DeleteServerlessCache', { ServerlessCacheName: 'cache-01', FinalSnapshotName: 's' }),
    ).rejects.toMatchObject({ message });
  });

  test('the limit is 40 caches, which are listed in pages', async () => {
    for (let index = 0; index < 40; index++) {
      await lab.createCache({ ServerlessCacheName: `c-${100 + index}` });
    }
    await expect(lab.createCache()).rejects.toMatchObject({
      shape: 'ServerlessCacheQuotaForCustomerExceededFault',
    });
    const first = await lab.run<{ ServerlessCaches: unknown[]; NextToken: string }>(
      'DescribeServerlessCaches',
      { MaxResults: 30 },
    );
    expect(first.ServerlessCaches).toHaveLength(30);
    const second = await lab.run<{ ServerlessCaches: unknown[] }>('DescribeServerlessCaches', {
      NextToken: first.NextToken,
    });
    expect(second.ServerlessCaches).toHaveLength(10);
  });

  test('each region has its own caches', async () => {
    await lab.createCache();
    expect(lab.context.aws.region('eu-west-1').elasticache.caches.size).toBe(0);
    expect(lab.context.state.elasticache.caches.get('cache-01')?.region).toBe('us-east-1');
  });
});
