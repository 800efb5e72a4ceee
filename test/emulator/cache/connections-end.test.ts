import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createUser, setGroup } from './support/account.js';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';

const HOUR_MS = 3_600_000;

describe('a connection to an open cache', () => {
  let lab: CacheLab;
  beforeEach(async () => {
    lab = await startCacheLab();
  });
  afterEach(() => lab.close());

  test('ends a connection 12 hours after its last login, to the millisecond', async () => {
    const first = await lab.logIn();
    const second = await lab.logIn();
    lab.clock.advance(6 * HOUR_MS);
    second.send('AUTH', 'iam-user-01', await lab.token());
    await second.readUntil('+OK\r\n+OK\r\n');

    lab.clock.advance(6 * HOUR_MS - 60_000);
    first.send('ECHO', 'still here');
    await first.readUntil('still here');
    lab.clock.advance(60_000);

    expect(await first.readAll()).toBe('+OK\r\n$10\r\nstill here\r\n');
    expect(lab.log).toEqual([
      'cache cache-01: closed a connection of "iam-user-01": 12 hours without a new AUTH.',
    ]);
    second.send('ECHO', 'me too');
    await second.readUntil('me too');
    lab.clock.advance(6 * HOUR_MS);
    await second.readAll();
  });

  test('ends only the connections of a user that leaves the group', async () => {
    setGroup(lab.aws, [createUser('iam-user-01'), createUser('other')]);
    lab.port.refresh(lab.cache);
    const leaver = await lab.logIn();
    const other = await lab.logIn('other');

    setGroup(lab.aws, [createUser('other')]);
    lab.port.refresh(lab.cache);

    expect(await leaver.readAll()).toBe('+OK\r\n');
    other.send('ECHO', 'stays');
    await other.readUntil('stays');
  });

  test.each([
    ['is turned off', 'off ~* +@all'],
    ['gets another access string', 'on ~* +get'],
  ])('ends the connections of a user that %s', async (_what, accessString) => {
    const client = await lab.logIn();

    setGroup(lab.aws, [createUser('iam-user-01', { accessString })]);
    lab.port.refresh(lab.cache);

    expect(await client.readAll()).toBe('+OK\r\n');
  });

  test('a change that takes effect with time counts at the next login', async () => {
    const user = createUser('iam-user-01');
    user.lifecycle.status = 'modifying';
    user.lifecycle.next = {
      to: 'active',
      atMs: lab.clock.now() + 5_000,
      apply: () => {
        user.accessString = 'off ~* +@all';
      },
    };
    setGroup(lab.aws, [user]);
    await lab.logIn();

    lab.clock.advance(5_000);

    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    await client.readUntil('-WRONGPASS');
    expect(lab.log.at(-1)).toContain('(user-off)');
  });

  test('revoking the policy does not end a connection, but every new login fails', async () => {
    const client = await lab.logIn();
    lab.aws.credentials.clear();
    lab.port.refresh(lab.cache);

    client.send('AUTH', 'iam-user-01', await lab.token());
    await client.readUntil('-WRONGPASS');
    client.send('ACL', 'WHOAMI');

    expect(await client.readUntil('iam-user-01')).toContain('iam-user-01');
  });
});
