import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';
import { NOAUTH, WRONGPASS } from './support/raw-client.js';

describe('a cache without a user group', () => {
  let lab: CacheLab;
  beforeEach(async () => {
    lab = await startCacheLab({ cache: { userGroupId: undefined } });
  });
  afterEach(() => lab.close());

  test("is open, and Valkey's rules for the default user decide on AUTH", async () => {
    const client = await lab.raw();
    client.send('SET', 'a', 'b');
    client.send('ACL', 'WHOAMI');
    client.send('AUTH', 'default', 'any');
    client.send('AUTH', 'any');
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('ECHO', 'end');

    const replies = await client.readUntil('end\r\n');
    expect(replies.split('\r\n').slice(0, 4)).toEqual(['+OK', '$7', 'default', '+OK']);
    expect(replies).toContain('-ERR AUTH <password> called without any password configured');
    expect(replies).toContain(`${WRONGPASS}$3\r\nend`);
    expect(lab.log[0]).toContain('(user-group): The cache has no user group.');
  });

  test('requires a login as soon as it has a group', async () => {
    const before = await lab.raw();
    before.send('PING');
    await before.readUntil('+PONG');

    lab.cache.userGroupId = 'group-01';
    lab.port.refresh(lab.cache);

    expect(await before.readAll()).toBe('+PONG\r\n');
    const after = await lab.raw();
    after.send('PING');
    expect(await after.readUntil('\r\n')).toBe(NOAUTH);
  });
});
