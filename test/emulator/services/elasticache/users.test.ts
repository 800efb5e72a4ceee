import { beforeEach, describe, expect, test } from 'vitest';
import {
  ACCESS,
  createElastiCacheLab,
  type ElastiCacheLab,
  PASSWORD_MODE,
} from '../../support/elasticache-lab.js';

const NO_PASSWORD = { AuthenticationMode: { Type: 'no-password-required' } };

describe('ElastiCache users', () => {
  let lab: ElastiCacheLab;

  beforeEach(() => {
    lab = createElastiCacheLab();
  });

  test('a user is creating, then active, and shows how it authenticates', async () => {
    lab = createElastiCacheLab({ pace: 1 });
    expect(await lab.createUser('iam-user-01')).toMatchObject({
      UserId: 'iam-user-01',
      Status: 'creating',
      Engine: 'valkey',
      MinimumEngineVersion: '7.2',
      AccessString: ACCESS,
      UserGroupIds: [],
      Authentication: { Type: 'iam' },
      ARN: 'arn:aws:elasticache:us-east-1:123456789012:user:iam-user-01',
    });

    lab.advance(4_999);
    expect((await lab.user('iam-user-01')).Status).toBe('creating');
    lab.advance(1);
    expect((await lab.user('iam-user-01')).Status).toBe('active');
  });

  test('the id is stored in lower case, and names of IAM users must equal it', async () => {
    await lab.createUser('Some-User', { UserName: 'some-user' });

    expect(await lab.user('SOME-USER')).toMatchObject({ UserId: 'some-user' });
    await expect(lab.createUser('Other')).rejects.toMatchObject({
      shape: 'InvalidParameterCombinationException',
      message: 'User Id and User name must be same for authentication type: iam',
    });
  });

  test.each(['1user', '-a', 'a_b', 'a b', 'default.iam-user', '', 'ä'])(
    'the id %j is refused',
    async (id) => {
      await expect(lab.createUser(id)).rejects.toMatchObject({
        shape: 'InvalidParameterValueException',
        message: expect.stringContaining('The parameter UserId is not a valid identifier.'),
      });
    },
  );

  test.each(['a--b', 'a-', 'a'.repeat(41)])(
    "the id %j, which would be no cache's name, is taken",
    async (id) => {
      expect(await lab.createUser(id)).toMatchObject({ UserId: id });
    },
  );

  test('a second user with the same id is refused, one with the same name is not', async () => {
    await lab.createUser('user-1', { UserName: 'reader', ...PASSWORD_MODE });
    await lab.createUser('user-2', { UserName: 'reader', ...PASSWORD_MODE });

    await expect(lab.createUser('User-1')).rejects.toMatchObject({
      shape: 'UserAlreadyExistsFault',
      message: 'User user-1 already exists.',
    });
  });

  test('the account’s own user default is listed and cannot be created, changed or deleted', async () => {
    expect(await lab.user('default')).toMatchObject({
      UserName: 'default',
      Engine: 'redis',
      Status: 'active',
      MinimumEngineVersion: '6.0',
      Authentication: { Type: 'no-password' },
    });
    await expect(lab.createUser('default')).rejects.toMatchObject({
      shape: 'UserAlreadyExistsFault',
    });
    await expect(
      lab.run('ModifyUser', { UserId: 'default', AccessString: 'off' }),
    ).rejects.toMatchObject({ message: 'User default cannot be modified.' });
    await expect(lab.run('DeleteUser', { UserId: 'default' })).rejects.toMatchObject({
      message: 'User default cannot be deleted.',
    });
  });

  test('users with the engine Valkey need a password or IAM, users with the engine Redis do not', async () => {
    await expect(lab.createUser('open-user', NO_PASSWORD)).rejects.toMatchObject({
      shape: 'InvalidParameterCombinationException',
    });
    // The tutorial's disabled default user.
    expect(
      await lab.createUser('default-user-disabled', {
        UserName: 'default',
        Engine: 'REDIS',
        AccessString: 'off +get ~keys*',
        ...NO_PASSWORD,
      }),
    ).toMatchObject({ Authentication: { Type: 'no-password' }, Engine: 'redis' });
  });

  test('passwords: one or two with 16 to 128 characters; only their number is shown', async () => {
    const create = (Passwords: string[], UserId = 'user-1') =>
      lab.createUser(UserId, { AuthenticationMode: { Type: 'password', Passwords } });

    const user = await create(['a'.repeat(16), 'b'.repeat(128)]);
    expect(user).toMatchObject({ Authentication: { Type: 'password', PasswordCount: 2 } });
    expect(JSON.stringify([...lab.context.state.elasticache.users.values()])).not.toContain('aaaa');
    await expect(create(['a'.repeat(15)], 'user-2')).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
      message: 'Passwords length must be between 16-128 characters.',
    });
    const three = ['a', 'b', 'c'].map((letter) => letter.repeat(16));
    await expect(create(three, 'user-2')).rejects.toMatchObject({
      message: 'A user can have up to two passwords.',
    });
  });

  test('a user without any way to authenticate is refused', async () => {
    await expect(lab.createUser('user-1', { AuthenticationMode: undefined })).rejects.toMatchObject(
      {
        shape: 'InvalidParameterValueException',
        message:
          'No password was provided. If you want to create/update the user without password, please use the NoPasswordRequired flag.',
      },
    );
    await expect(
      lab.createUser('user-1', {
        AuthenticationMode: { Type: 'iam', Passwords: ['a'.repeat(16)] },
      }),
    ).rejects.toMatchObject({
      message: 'Passwords are not permitted for authentication type: iam',
    });
  });

  test('an unknown engine is refused', async () => {
    await expect(lab.createUser('user-1', { Engine: 'memcached' })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
    });
  });

  test('DescribeUsers supports pages and filters, and refuses wrong ones', async () => {
    for (let index = 0; index < 25; index++) await lab.createUser(`user-${100 + index}`);

    const first = await lab.run<{ Users: unknown[]; Marker: string }>('DescribeUsers', {
      MaxRecords: 20,
    });
    expect(first.Users).toHaveLength(20);
    const second = await lab.run<{ Users: unknown[] }>('DescribeUsers', { Marker: first.Marker });
    expect(second.Users).toHaveLength(7);
    expect(second).not.toHaveProperty('Marker');
    const filtered = (input: object) => lab.run<{ Users: unknown[] }>('DescribeUsers', input);
    expect((await filtered({ Engine: 'REDIS' })).Users).toHaveLength(1);
    const Filters = [{ Name: 'user-id', Values: ['user-100', 'user-101'] }];
    expect((await filtered({ Filters })).Users).toHaveLength(2);
    await expect(filtered({ MaxRecords: 19 })).rejects.toMatchObject({
      shape: 'InvalidParameterValueException',
      message: 'Invalid value 19 for MaxRecords. Must be between 20 and 100',
    });
    await expect(filtered({ Marker: 'bogus' })).rejects.toMatchObject({
      message: 'The marker is invalid.',
    });
    await expect(filtered({ Filters: [{ Name: 'x', Values: ['y'] }] })).rejects.toMatchObject({
      message: 'Invalid filter name: x.',
    });
  });

  test('the limit is 2,000 users besides the built-in one', async () => {
    for (let index = 0; index < 2_000; index++) await lab.createUser(`u${index}`);
    await expect(lab.createUser('one-more')).rejects.toMatchObject({
      shape: 'UserQuotaExceededFault',
    });
  });
});
