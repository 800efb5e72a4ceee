import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUser, setGroup } from '../support/account.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';

const KEYS = '~app:* -@all +@read +@write';
const READ_ONLY = 'on %R~shared:* ~own:* +@all';
const CATEGORIES = 'on ~* +@all -@dangerous -@scripting';
const CHANNELS = 'on ~* resetchannels &news:* +@all';
const SELECTOR = 'on ~app:* +get (~cache:* +set)';

describe('access strings limit users', () => {
  let lab: CacheLab;
  beforeAll(async () => {
    lab = await startCacheLab();
  });
  afterAll(() => lab.close());

  let number = 0;

  /** Returns `allowed`, or the error, for a user with this access string. */
  async function run(accessString: string, line: string): Promise<string> {
    number += 1;
    const user = `user-${number}`;
    setGroup(lab.aws, [createUser(user, { accessString })]);
    const redis = lab.redis({
      ...{ protocol: 2, username: user, enableReadyCheck: false },
      password: await lab.token({ user }),
    });
    await redis.connect();
    const [name = '', ...args] = line.split(' ');
    const result = await redis.call(name, ...args).then(
      () => 'allowed',
      (error: Error) => error.message,
    );
    redis.disconnect();
    return result;
  }

  test.each([
    [`on ${KEYS}`, 'set app:1 x', 'allowed'],
    [`on ${KEYS}`, 'set other:1 x', 'NOPERM No permissions to access a key'],
    [`on ${KEYS}`, 'mget app:{1} other:{1}', 'NOPERM No permissions to access a key'],
    [`on ${KEYS}`, 'ping', "no permissions to run the 'ping' command"],
    [READ_ONLY, 'get shared:1', 'allowed'],
    [READ_ONLY, 'set shared:1 x', 'NOPERM No permissions to access a key'],
    [READ_ONLY, 'copy shared:{1} own:{1}', 'allowed'],
    [CATEGORIES, 'set a b', 'allowed'],
    [CATEGORIES, 'flushall', "no permissions to run the 'flushall' command"],
    [CATEGORIES, 'eval return(1) 0', "no permissions to run the 'eval' command"],
    [CHANNELS, 'publish news:1 x', 'allowed'],
    [CHANNELS, 'publish other x', 'NOPERM No permissions to access a channel'],
    ['on ~* -@all +client|setname', 'client setname me', 'allowed'],
    ['on ~* -@all +client|setname', 'client getname', "to run the 'client|getname' command"],
    ['on ~* -@all', 'get a', "no permissions to run the 'get' command"],
    ['on +@all', 'get a', 'NOPERM No permissions to access a key'],
    [SELECTOR, 'set cache:1 x', 'allowed'],
    [SELECTOR, 'set app:1 x', 'NOPERM'],
    [SELECTOR, 'get cache:1', 'NOPERM'],
    // Restricted commands stay forbidden, whatever the access string says.
    ['on ~* -@all +config +keys', 'config get x', "ERR unknown command 'config'"],
    ['on ~* -@all +client|list +client|kill', 'client list', 'NOPERM'],
    ['on ~* allcommands allkeys', 'acl setuser x on', 'NOPERM'],
  ])('%s: %s', async (accessString, line, result) => {
    expect(await run(accessString, line)).toContain(result);
  });
});
