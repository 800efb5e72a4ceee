import { beforeEach, describe, expect, test } from 'vitest';
import {
  ACCESS,
  createElastiCacheLab,
  type ElastiCacheLab,
  PASSWORD_MODE,
} from '../../support/elasticache-lab.js';

const READY_MADE_GROUP = 'default.iam-user-group';
const REFUSED = { shape: 'InvalidParameterCombinationException' };

describe('ElastiCache caches with a public endpoint', () => {
  let lab: ElastiCacheLab;
  const createPublic = (more?: object) =>
    lab.createCache({ ConnectionType: 'public', UserGroupId: READY_MADE_GROUP, ...more });
  const modify = (input: object) =>
    lab.run('ModifyServerlessCache', { ServerlessCacheName: 'cache-01', ...input });

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('a cache is in a VPC unless the call says public', async () => {
    await lab.createCache();
    await lab.createCache({ ServerlessCacheName: 'cache-02', ConnectionType: 'vpc' });

    expect(await lab.cache()).toMatchObject({ ConnectionType: 'vpc' });
    expect(await lab.cache('cache-02')).toMatchObject({ ConnectionType: 'vpc' });
  });

  test('a public cache has no network, and shows its endpoint in the first answer', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    const { ServerlessCache } = await createPublic();

    expect(ServerlessCache).toMatchObject({
      Status: 'creating',
      MajorEngineVersion: '9',
      ConnectionType: 'public',
      Endpoint: { Address: 'localhost' },
      UserGroupId: READY_MADE_GROUP,
      SubnetIds: [],
      SecurityGroupIds: [],
    });
  });

  test('a public cache is available in less than a minute', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    await createPublic();
    lab.advance(44_999);
    expect((await lab.cache()).Status).toBe('creating');
    lab.advance(1);
    expect((await lab.cache()).Status).toBe('available');
  });

  test('a public cache needs no default VPC', async () => {
    lab.context.state.ec2.vpcs.clear();
    await createPublic();
    await expect(lab.createCache({ ServerlessCacheName: 'cache-02' })).rejects.toThrow(/VPC/);
  });

  test.each([
    ['an older Valkey', { MajorEngineVersion: '8' }],
    ['Redis OSS', { Engine: 'redis' }],
    ['subnets', { SubnetIds: ['subnet-1'] }],
    ['security groups', { SecurityGroupIds: ['sg-1'] }],
    ['no group', { UserGroupId: undefined }],
  ])('a public cache with %s is refused', async (_, more) => {
    await expect(createPublic(more)).rejects.toMatchObject(REFUSED);
    expect(lab.context.state.elasticache.caches.size).toBe(0);
  });

  test('a public cache takes only a group whose users all use IAM', async () => {
    await lab.createUser('iam-user-01');
    await lab.createUser('user-02', PASSWORD_MODE);
    await lab.createGroup(['iam-user-01', 'user-02']);
    await expect(createPublic({ UserGroupId: 'group-1' })).rejects.toThrow(/user-02/);

    await lab.run('ModifyUserGroup', { UserGroupId: 'group-1', UserIdsToRemove: ['user-02'] });
    await createPublic({ UserGroupId: 'group-1' });
  });

  test('a group with the default user of Redis OSS does not fit a public cache', async () => {
    await lab.createUser('iam-user-01', { Engine: 'redis' });
    await lab.createGroup(['iam-user-01', 'default'], { Engine: 'redis' });
    await expect(createPublic({ UserGroupId: 'group-1' })).rejects.toThrow(/default/);
  });

  test('no later change brings another user into the group of a public cache', async () => {
    await lab.createUser('iam-user-01');
    await lab.createUser('user-02', PASSWORD_MODE);
    await lab.createGroup(['iam-user-01']);
    await createPublic({ UserGroupId: 'group-1' });
    const add = { UserGroupId: 'group-1', UserIdsToAdd: ['user-02'] };
    await expect(lab.run('ModifyUserGroup', add)).rejects.toMatchObject(REFUSED);
    const change = { UserId: 'iam-user-01', ...PASSWORD_MODE };
    await expect(lab.run('ModifyUser', change)).rejects.toMatchObject(REFUSED);

    await lab.createGroup(['user-02'], { UserGroupId: 'group-2' });
    await expect(modify({ UserGroupId: 'group-2' })).rejects.toMatchObject(REFUSED);
    await expect(modify({ RemoveUserGroup: true })).rejects.toMatchObject(REFUSED);
    await expect(modify({ SecurityGroupIds: ['sg-1'] })).rejects.toMatchObject(REFUSED);
    await modify({ UserGroupId: READY_MADE_GROUP });
    expect((await lab.cache()).UserGroupId).toBe(READY_MADE_GROUP);
  });
});

describe('ElastiCache ready-made IAM user and group', () => {
  let lab: ElastiCacheLab;
  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('every account has them, and they name each other', async () => {
    expect(await lab.user('default.iam-user')).toMatchObject({
      UserName: 'default.iam-user',
      Engine: 'valkey',
      Authentication: { Type: 'iam' },
      UserGroupIds: [READY_MADE_GROUP],
    });
    expect(await lab.group(READY_MADE_GROUP)).toMatchObject({
      Status: 'active',
      Engine: 'valkey',
      UserIds: ['default.iam-user'],
    });
  });

  test('a cache in a VPC and a group of the caller can use them', async () => {
    await lab.createCache({ UserGroupId: READY_MADE_GROUP });
    await lab.createGroup(['default.iam-user']);
    expect((await lab.group()).UserIds).toEqual(['default.iam-user']);
  });

  test.each([
    ['ModifyUser', { UserId: 'default.iam-user', AccessString: ACCESS }],
    ['DeleteUser', { UserId: 'default.iam-user' }],
    ['ModifyUserGroup', { UserGroupId: READY_MADE_GROUP, UserIdsToRemove: ['default.iam-user'] }],
    ['DeleteUserGroup', { UserGroupId: READY_MADE_GROUP }],
    ['CreateUserGroup', { UserGroupId: READY_MADE_GROUP, Engine: 'valkey' }],
  ])('%s is refused', async (operation, input) => {
    await expect(lab.run(operation, input)).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
  });

  test('CreateUser with an id of AWS is refused', async () => {
    const create = lab.createUser('default.my-user');
    await expect(create).rejects.toMatchObject({ shape: 'InvalidParameterValueException' });
  });
});
