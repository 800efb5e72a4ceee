import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUser, setGroup } from '../support/account.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';

/** AWS's list: ElastiCache User Guide, "Restricted Valkey and Redis OSS commands" (F5.4). */
const UNKNOWN = [
  ...['bgrewriteaof', 'bgsave', 'config get x', 'debug sleep 0', 'migrate h 1 k 0 1', 'psync ? -1'],
  ...[
    'replicaof no one',
    'save',
    'slaveof no one',
    'shutdown nosave',
    'sync',
    'fcall f 0',
    'fcall_ro f 0',
  ],
  ...['function list', 'function load x', 'function stats', 'keys *', 'lastsave', 'latency doctor'],
  ...[
    'latency latest',
    'memory usage k',
    'memory doctor',
    'monitor',
    'move k 1',
    'object encoding k',
  ],
  ...[
    'object help',
    'pfdebug encoding k',
    'pfselftest',
    'psubscribe *',
    'punsubscribe',
    'slowlog get',
  ],
  ...['swapdb 0 1', 'wait 0 0', 'commandlog get 1 slow'],
  // Not in AWS's list, but only useful to the owner of a server.
  ...[
    'module list',
    'module load /x',
    'failover',
    'replconf a b',
    'restore-asking a 0 b',
    'waitaof 0 0 0',
  ],
];

const DENIED = [
  ...[
    'acl setuser x on',
    'acl deluser x',
    'acl load',
    'acl save',
    'acl log',
    'acl dryrun default get x',
  ],
  ...['client caching yes', 'client getredir', 'client id', 'client info', 'client kill id 1'],
  ...['client list', 'client no-evict on', 'client pause 1', 'client tracking on'],
  ...['client trackinginfo', 'client unblock 1', 'client unpause'],
  ...['cluster addslots 1', 'cluster addslotsrange 1 2', 'cluster bumpepoch', 'cluster delslots 1'],
  ...['cluster delslotsrange 1 2', 'cluster failover', 'cluster flushslots', 'cluster forget x'],
  ...['cluster links', 'cluster meet 127.0.0.1 1', 'cluster setslot 1 stable', 'cluster reset'],
  ...['cluster replicate x', 'cluster saveconfig', 'cluster count-failure-reports x'],
  ...['pubsub numpat', 'script kill', 'script debug yes'],
];

const ALLOWED = [
  ...[
    'acl whoami',
    'acl list',
    'acl users',
    'acl cat',
    'acl getuser iam-user-01',
    'client setname me',
  ],
  ...['client getname', 'cluster info', 'cluster myid', 'cluster nodes', 'cluster shards'],
  ...[
    'cluster slots',
    'cluster keyslot k',
    'cluster countkeysinslot 1',
    'cluster getkeysinslot 1 1',
  ],
  ...[
    'command count',
    'dbsize',
    'echo hi',
    'eval return(1) 0',
    'flushall',
    'info',
    'lolwut',
    'ping',
  ],
  ...['pubsub channels', 'pubsub numsub', 'pubsub shardchannels', 'publish c m', 'spublish c m'],
  ...[
    'readonly',
    'readwrite',
    'role',
    'scan 0',
    'script exists x',
    'script flush',
    'select 0',
    'time',
  ],
  ...[
    'unwatch',
    'watch k',
    'set a b',
    'get a',
    'copy {a}1 {a}2',
    'hset h f v',
    'xadd s * f v',
    'zadd z 1 m',
  ],
];

describe('restricted commands, for a user with all permissions', () => {
  let lab: CacheLab;
  let redis: Redis;
  beforeAll(async () => {
    lab = await startCacheLab();
    setGroup(lab.aws, [
      createUser('iam-user-01'),
      createUser('selector', { accessString: 'on (~* +@all) (~x +client|kill +acl)' }),
    ]);
    redis = lab.redis({ username: 'iam-user-01', password: await lab.token() });
    await redis.connect();
  });
  afterAll(() => lab.close());

  function call(line: string, client: Redis = redis): Promise<unknown> {
    const [name = '', ...args] = line.split(' ');
    return client.call(name, ...args);
  }

  test.each(UNKNOWN)('%s is unknown, as on AWS', async (line) => {
    await expect(call(line)).rejects.toThrow(`ERR unknown command '${line.split(' ')[0]}'`);
  });

  test.each(DENIED)('%s is denied', async (line) => {
    await expect(call(line)).rejects.toThrow(/^NOPERM/);
  });

  test.each(ALLOWED)('%s is allowed', async (line) => {
    await expect(call(line)).resolves.toBeDefined();
  });

  test("users cannot call any other command of the server's category @admin", async () => {
    const names = (await redis.call('COMMAND', 'LIST', 'FILTERBY', 'ACLCAT', 'admin')) as string[];
    const acl = (await redis.call('ACL', 'GETUSER', 'iam-user-01')) as
      | Record<string, string>
      | string[];
    const commands = Array.isArray(acl) ? acl[acl.indexOf('commands') + 1] : acl['commands'];
    const open = names.filter((name) => !String(commands).split(' ').includes(`-${name}`));

    expect(open.sort()).toEqual([
      ...['acl|getuser', 'acl|list', 'acl|users', 'cluster|replicas', 'cluster|slaves', 'role'],
    ]);
  });

  test('scripts can call only the commands that their caller can call', async () => {
    const script = (line: string) =>
      `return redis.call(${line
        .split(' ')
        .map((word) => `'${word}'`)
        .join(',')})`;
    for (const line of [
      'client list',
      'acl setuser x on',
      'config get x',
      'keys *',
      'debug sleep 0',
    ]) {
      await expect(redis.eval(script(line), 0)).rejects.toThrow(
        /NOPERM|ACL failure|not allowed|unknown/i,
      );
    }
  });

  test('a selector in an access string does not allow restricted commands', async () => {
    const user = lab.redis({
      username: 'selector',
      password: await lab.token({ user: 'selector' }),
      enableReadyCheck: false,
    });
    await user.connect();

    expect(await user.set('x', '1')).toBe('OK');
    for (const line of ['client kill id 1', 'acl setuser x on', 'acl deluser x', 'client list']) {
      await expect(call(line, user)).rejects.toThrow(/^NOPERM/);
    }
  });

  test("the endpoint's own user has no password that clients could learn", async () => {
    const list = (await redis.acl('LIST')) as string[];
    const own = list.filter((line) => /user local-endpoint-/.test(line));

    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(/^user local-endpoint-[0-9a-f]{8} off /);
    expect(own[0]).not.toMatch(/#|nopass/);
  });
});
