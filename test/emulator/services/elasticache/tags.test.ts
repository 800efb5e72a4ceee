import { beforeEach, describe, expect, test } from 'vitest';
import { createElastiCacheLab, type ElastiCacheLab } from '../../support/elasticache-lab.js';

const PREFIX = 'arn:aws:elasticache:us-east-1:123456789012';
const CACHE = `${PREFIX}:serverlesscache:cache-01`;
const USER = `${PREFIX}:user:user-1`;
const GROUP = `${PREFIX}:usergroup:group-1`;
const Tags = [{ Key: 'env', Value: 'lab' }];

describe('ElastiCache tags', () => {
  let lab: ElastiCacheLab;
  const list = (ResourceName: string) => lab.run('ListTagsForResource', { ResourceName });
  const add = (ResourceName: string, tags: object[] = Tags) =>
    lab.run('AddTagsToResource', { ResourceName, Tags: tags });

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('tags given at creation are read, added, replaced and removed, for each kind of resource', async () => {
    await lab.createUser('user-1', { Tags });
    await lab.createGroup(['user-1'], { Tags });
    await lab.createCache({ Tags });

    for (const arn of [USER, GROUP, CACHE]) {
      expect(await list(arn)).toEqual({ TagList: Tags });
      const more = [
        { Key: 'env', Value: 'prod' },
        { Key: 'owner', Value: 'me' },
      ];
      expect(await add(arn, more)).toEqual({ TagList: more });
      expect(
        await lab.run('RemoveTagsFromResource', { ResourceName: arn, TagKeys: ['owner'] }),
      ).toEqual({ TagList: [{ Key: 'env', Value: 'prod' }] });
    }
  });

  test("a cache's tags cannot be read while it is creating or deleting", async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createCache({ Tags });
    const fault = {
      shape: 'InvalidServerlessCacheStateFault',
      message: 'Serverless cache is not in an available state to perform the requested action.',
    };

    await expect(list(CACHE)).rejects.toMatchObject(fault);
    lab.advance(120_000);
    expect(await list(CACHE)).toEqual({ TagList: Tags });
    await lab.run('DeleteServerlessCache', { ServerlessCacheName: 'cache-01' });
    await expect(list(CACHE)).rejects.toMatchObject(fault);
  });

  test('a cache is modifying after a change of its tags, which can still be read', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createCache();
    lab.advance(120_000);

    await add(CACHE);
    expect((await lab.cache()).Status).toBe('modifying');
    expect(await list(CACHE)).toEqual({ TagList: Tags });
    await expect(add(CACHE)).rejects.toMatchObject({ shape: 'InvalidServerlessCacheStateFault' });
    lab.advance(5_000);
    expect((await lab.cache()).Status).toBe('available');
  });

  test('a user that is not active is not available for tagging', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await lab.createUser('user-1', { Tags });

    await expect(list(USER)).rejects.toMatchObject({
      shape: 'UserNotFoundFault',
      message: 'user-1 is not available for tagging',
    });
    lab.advance(5_000);
    expect(await list(USER)).toEqual({ TagList: Tags });
  });

  test.each([
    'cache-01',
    `${PREFIX}:replicationgroup:x`,
    CACHE.replace('us-east-1', 'eu-west-1'),
    CACHE.replace('123456789012', '999999999999'),
  ])('%s is not an ARN of this region', async (arn) => {
    await lab.createCache();
    await expect(list(arn)).rejects.toMatchObject({ shape: 'InvalidARNFault' });
  });

  test('a missing resource is not found, with the error of its kind', async () => {
    await expect(list(CACHE)).rejects.toMatchObject({ shape: 'ServerlessCacheNotFoundFault' });
    await expect(list(USER)).rejects.toMatchObject({ shape: 'UserNotFoundFault' });
    await expect(list(GROUP)).rejects.toMatchObject({ shape: 'UserGroupNotFoundFault' });
  });

  test('removing a missing key removes nothing', async () => {
    await lab.createUser('user-1', { Tags });
    const TagKeys = ['env', 'missing'];
    await expect(
      lab.run('RemoveTagsFromResource', { ResourceName: USER, TagKeys }),
    ).rejects.toMatchObject({ shape: 'TagNotFoundFault' });
    expect(await list(USER)).toEqual({ TagList: Tags });
  });

  test('more than 50 tags, and reserved, repeated and malformed keys are refused', async () => {
    await lab.createUser('user-1', { Tags });
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));

    await expect(add(USER, many)).rejects.toMatchObject({ shape: 'TagQuotaPerResourceExceeded' });
    await expect(lab.createUser('user-2', { Tags: [...many, ...Tags] })).rejects.toMatchObject({
      shape: 'TagQuotaPerResourceExceeded',
    });
    for (const bad of [[{ Key: 'aws:x' }], [{ Key: '' }], [{ Key: 'a<b' }], [...Tags, ...Tags]]) {
      await expect(add(USER, bad)).rejects.toMatchObject({
        shape: 'InvalidParameterValueException',
      });
    }
    expect(await list(USER)).toEqual({ TagList: Tags });
  });
});
