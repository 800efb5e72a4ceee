import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toHash } from '../../../../src/emulator/cache/login/acl.js';
import {
  createFunction,
  createRoleSession,
  createUser,
  REGION,
  setGroup,
} from '../support/account.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';
import { WRONGPASS } from '../support/raw-client.js';

describe('the users of a cache with a user group', () => {
  let lab: CacheLab;
  beforeAll(async () => {
    lab = await startCacheLab();
    setGroup(lab.aws, [
      createUser('iam-user-01'),
      createUser('reader', { accessString: 'on ~public:* +get +acl|whoami' }),
      createUser('sleeper', { accessString: 'off ~* +@all' }),
      createUser('word', {
        authentication: { type: 'password', passwordHashes: [toHash('one'), toHash('two')] },
      }),
      createUser('open', { engine: 'redis', authentication: { type: 'no-password' } }),
      createUser('strange', { accessString: 'on ~* +nosuchcommand' }),
    ]);
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    lab.log.length = 0;
  });

  test('a user has only the commands and keys of the access string', async () => {
    const redis = lab.redis({
      protocol: 2,
      username: 'reader',
      password: await lab.token({ user: 'reader' }),
      enableReadyCheck: false,
    });
    await redis.connect();

    expect(await redis.acl('WHOAMI')).toBe('reader');
    expect(await redis.get('public:1')).toBeNull();
    await expect(redis.get('private:1')).rejects.toThrow('NOPERM');
    await expect(redis.set('public:1', 'x')).rejects.toThrow('NOPERM');
  });

  test('users with and without passwords can log in', async () => {
    const client = await lab.raw();
    for (const [user, password] of [
      ['word', 'one'],
      ['word', 'two'],
      ['word', 'three'],
      ['open', 'any'],
      ['sleeper', 'x'],
      ['default', 'x'],
    ]) {
      client.send('AUTH', String(user), String(password));
    }
    client.send('AUTH', 'one');
    client.send('ECHO', 'end');

    expect(await client.readUntil('end\r\n')).toBe(
      `+OK\r\n+OK\r\n${WRONGPASS}+OK\r\n${WRONGPASS.repeat(3)}$3\r\nend\r\n`,
    );
    expect(lab.log.map((line) => /\((.*?)\)/.exec(line)?.[1])).toEqual([
      'password',
      'token-format',
      'user-group',
      'user-group',
    ]);
  });

  test('a user whose access string the server refuses cannot log in', async () => {
    const client = await lab.raw();
    client.send('AUTH', 'strange', await lab.token({ user: 'strange' }));
    await client.readUntil(WRONGPASS);

    expect(lab.log[0]).toContain('refused (user-access-string): ERR Error in ACL SETUSER modifier');
  });

  test('a password hash from the server does not work as a password', async () => {
    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('ACL', 'GETUSER', 'iam-user-01');
    const replies = await client.readUntil('selectors');
    const [hash] = /[0-9a-f]{64}/.exec(replies) ?? [];
    expect(hash).toBeDefined();

    client.send('AUTH', 'iam-user-01', String(hash));
    client.send('ECHO', 'end');
    expect(await client.readUntil('end\r\n')).toContain(WRONGPASS);
  });

  test('a function behind a closed security group gets no answer, and the log says why', async () => {
    const { ec2, lambda } = lab.aws.region(REGION);
    const fn = createFunction();
    lambda.functions.set(fn.name, fn);
    const credential = createRoleSession(
      lab.aws,
      [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      {
        functionArn: fn.arn,
      },
    );
    const allowed = await lab.raw();
    allowed.send('AUTH', 'iam-user-01', await lab.token({ credential }));
    expect(await allowed.readUntil('\r\n')).toBe('+OK\r\n');

    const rules = ec2.securityGroups.get('sg-0a1b2c3d4e5f60718')?.rules ?? [];
    const [removed] = rules.splice(0, 1);
    const blocked = await lab.raw();
    blocked.send('AUTH', 'iam-user-01', await lab.token({ credential }));
    blocked.send('PING');
    // Once a later request of another client has its answer, the blocked client has had its turn.
    await lab.logIn();
    blocked.socket.end();

    expect(await blocked.readAll()).toBe('');
    expect(lab.log).toEqual([
      'cache cache-01: no answer to "iam-user-01" (unreachable): No security group of the cache ' +
        '(sg-0a1b2c3d4e5f60718) allows tcp 6379 from the function.',
    ]);
    if (removed) rules.unshift(removed);
  });
});
