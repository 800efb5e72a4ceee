import {
  AddTagsToResourceCommand,
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DeleteServerlessCacheCommand,
  DeleteUserCommand,
  DeleteUserGroupCommand,
  DescribeServerlessCachesCommand,
  DescribeUserGroupsCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  ModifyServerlessCacheCommand,
  paginateDescribeUsers,
} from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../../src/emulator/index.js';

const Engine = 'valkey';
const ServerlessCacheName = 'cache-01';
const UserGroupId = 'group-1';
const Tags = [{ Key: 'valkey-lab:lab', Value: 'default' }];

describe('ElastiCache through the SDK client', () => {
  let emulator: Emulator;
  let client: ElastiCacheClient;

  beforeEach(async () => {
    emulator = await startEmulator();
    const { endpoint, credentials } = emulator;
    client = new ElastiCacheClient({ endpoint, credentials, region: 'eu-west-1', maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  const createUser = (UserId: string) =>
    client.send(
      new CreateUserCommand({
        UserId,
        UserName: UserId,
        Engine,
        AccessString: 'on ~* +@all',
        AuthenticationMode: { Type: 'iam' },
        Tags,
      }),
    );
  const findCache = async () => {
    const { ServerlessCaches } = await client.send(
      new DescribeServerlessCachesCommand({ ServerlessCacheName }),
    );
    return ServerlessCaches?.[0];
  };

  test('users, group and cache are created, attached by modify, and removed in the right order', async () => {
    await createUser('iam-user-01');
    await client.send(
      new CreateUserGroupCommand({ UserGroupId, Engine, UserIds: ['iam-user-01'], Tags }),
    );
    const { ServerlessCache } = await client.send(
      new CreateServerlessCacheCommand({
        ServerlessCacheName,
        Engine,
        Tags,
        CacheUsageLimits: { DataStorage: { Maximum: 1, Unit: 'GB' } },
      }),
    );
    expect(ServerlessCache).toMatchObject({ Status: 'creating', Engine: 'valkey' });
    expect(ServerlessCache?.CreateTime).toBeInstanceOf(Date);
    await client.send(new ModifyServerlessCacheCommand({ ServerlessCacheName, UserGroupId }));

    const cache = await findCache();
    expect(cache).toMatchObject({
      Status: 'available',
      UserGroupId,
      ARN: 'arn:aws:elasticache:eu-west-1:123456789012:serverlesscache:cache-01',
      CacheUsageLimits: { DataStorage: { Maximum: 1, Unit: 'GB' } },
      SubnetIds: { length: 3 },
    });
    expect(cache?.Endpoint?.Address).toBe('localhost');
    expect(cache?.Endpoint?.Port).toBeGreaterThan(1024);
    const { UserGroups } = await client.send(new DescribeUserGroupsCommand({ UserGroupId }));
    expect(UserGroups?.[0]).toMatchObject({
      Status: 'active',
      UserIds: ['iam-user-01'],
      ServerlessCaches: [ServerlessCacheName],
    });

    await expect(client.send(new DeleteUserGroupCommand({ UserGroupId }))).rejects.toMatchObject({
      name: 'InvalidUserGroupStateFault',
      Code: 'InvalidUserGroupState',
      $metadata: { httpStatusCode: 400 },
    });
    await client.send(new DeleteServerlessCacheCommand({ ServerlessCacheName }));
    await expect(findCache()).rejects.toMatchObject({
      name: 'ServerlessCacheNotFoundFault',
      $metadata: { httpStatusCode: 404 },
    });
    await client.send(new DeleteUserGroupCommand({ UserGroupId }));
    await client.send(new DeleteUserCommand({ UserId: 'iam-user-01' }));
    expect(emulator.isEmpty()).toBe(true);
  });

  test('errors have AWS’s codes, statuses and texts', async () => {
    await expect(createUser('1-user')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      Code: 'InvalidParameterValue',
    });
    await createUser('iam-user-01');
    await expect(createUser('iam-user-01')).rejects.toMatchObject({
      name: 'UserAlreadyExistsFault',
      Code: 'UserAlreadyExists',
    });
    await expect(
      client.send(new CreateUserGroupCommand({ UserGroupId, Engine: 'redis', UserIds: [] })),
    ).rejects.toMatchObject({
      name: 'DefaultUserRequired',
      message: 'User group needs to contain a user with the user name default.',
    });
    await expect(client.send(new DeleteUserCommand({ UserId: 'nobody' }))).rejects.toMatchObject({
      name: 'UserNotFoundFault',
      Code: 'UserNotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('tags are written and read', async () => {
    const { ARN: ResourceName } = await createUser('iam-user-01');
    await client.send(
      new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'a', Value: 'ü & <b>' }] }),
    );

    expect(await client.send(new ListTagsForResourceCommand({ ResourceName }))).toMatchObject({
      TagList: [...Tags, { Key: 'a', Value: 'ü & <b>' }],
    });
  });

  test("the SDK's paginator sees every user once", async () => {
    for (let index = 0; index < 25; index++) await createUser(`user-${index}`);

    const ids: (string | undefined)[] = [];
    for await (const page of paginateDescribeUsers({ client, pageSize: 20 }, {})) {
      ids.push(...(page.Users ?? []).map(({ UserId }) => UserId));
    }
    expect(ids).toHaveLength(27);
    expect(new Set(ids).size).toBe(27);
  });
});
