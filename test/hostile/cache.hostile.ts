import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_STRANGERS } from '../../src/emulator/cache/admission.js';
import { toRequest } from '../../src/emulator/cache/resp/command.js';
import { toCacheShape } from '../../src/emulator/services/elasticache/cache-shape.js';
import { createPace } from '../../src/emulator/state/pace.js';
import { createUser, setGroup } from '../emulator/cache/support/account.js';
import { type CacheLab, startCacheLab } from '../emulator/cache/support/cache-lab.js';
import { NOAUTH, WRONGPASS } from '../emulator/cache/support/raw-client.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const STEP = Number(process.env['TEST_SAMPLE'] ?? 1);
const SCRIPT_KILLED = 'Script killed by user with SCRIPT KILL';
const LONG_MS = 40_000;

const labs: CacheLab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

/** Starts a cache with the users `iam-user-01`, which the test removes, and `other`. */
async function startLab(): Promise<CacheLab> {
  const lab = await startCacheLab();
  labs.push(lab);
  setGroup(lab.aws, [createUser('iam-user-01'), createUser('other')]);
  lab.port.refresh(lab.cache);
  return lab;
}

function removeUser(lab: CacheLab): void {
  setGroup(lab.aws, [createUser('other')]);
  lab.port.refresh(lab.cache);
}

function findServer(lab: CacheLab): number {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  const line = lines.split('\n').find((text) => text.includes(`unixsocket:${lab.folder}`));
  if (!line) throw new Error('There is no process of this cache server.');
  return Number.parseInt(line, 10);
}

async function waitForLog(lab: CacheLab, text: string): Promise<void> {
  await vi.waitFor(() => expect(lab.log.join('\n')).toContain(text), {
    timeout: LONG_MS,
    interval: 20,
  });
}

/** Expects that `iam-user-01` cannot log in and no longer exists in the server. */
async function expectRemoved(lab: CacheLab): Promise<void> {
  const again = await lab.raw();
  again.send('AUTH', 'iam-user-01', await lab.token());
  expect(await again.readUntil('\r\n')).toBe(WRONGPASS);
  const other = await lab.logIn('other');
  other.send('ACL', 'USERS');
  other.send('ECHO', 'end');
  expect(await other.readUntil('end\r\n')).not.toContain('iam-user-01');
}

/** Endless scripts, and whether SCRIPT KILL can end them. */
const SCRIPTS = [
  { text: 'while true do end', canBeKilled: true },
  { text: 'while true do pcall(function() while true do end end) end', canBeKilled: true },
  { text: "redis.call('SET', KEYS[1], 'x') while true do end", canBeKilled: false },
];

describe('access that is removed during a script', () => {
  test('ends immediately, and the script too', async (context) => {
    const row = { area: 'cache', name: 'removed during a script', times: SCRIPTS.length } as const;
    await attack(context, row, async () => {
      await Promise.all(SCRIPTS.map(removeDuringScript));
    });
  });

  async function removeDuringScript({ text, canBeKilled }: (typeof SCRIPTS)[number]) {
    const lab = await startLab();
    const removed = await lab.logIn();
    const runner = await lab.logIn('other');
    runner.send('EVAL', text, '1', 'key');
    await delay(300);
    const startedAt = performance.now();

    removeUser(lab);

    expect(await removed.readAll()).toBe('+OK\r\n');
    expect(performance.now() - startedAt).toBeLessThan(4_000); // before the server gives up on the script
    if (canBeKilled) await runner.readUntil(SCRIPT_KILLED);
    else await runner.readAll();
    if (!canBeKilled) await waitForLog(lab, 'its server is back');
    await expectRemoved(lab);
  }
});

describe('a server that is dead or hangs', () => {
  test('is replaced by an empty one, and the cache is unavailable until then', async (context) => {
    const signals = ['SIGKILL', 'SIGSTOP'] as const;
    const row = { area: 'cache', name: 'a dead or hanging server', times: signals.length } as const;
    await attack(context, row, async () => {
      await Promise.all(signals.map(stopServer));
    });
  });

  const toStatus = ({ aws, cache, clock }: CacheLab) =>
    toCacheShape(cache, { aws, clock, pace: createPace(0) }).Status;

  async function stopServer(signal: NodeJS.Signals): Promise<void> {
    const lab = await startLab();
    const client = await lab.logIn();
    client.send('SET', 'key', 'value');
    await client.readUntil('+OK\r\n+OK\r\n');
    const statuses = new Set<string | undefined>();
    const watch = setInterval(() => statuses.add(toStatus(lab)), 1);

    process.kill(findServer(lab), signal);

    expect(await client.readAll()).toBe('+OK\r\n+OK\r\n');
    await waitForLog(lab, 'its server is back, without data');
    clearInterval(watch);
    expect([...statuses]).toEqual(['available', 'modifying']);
    expect(toStatus(lab)).toBe('available');
    const late = await lab.logIn();
    late.send('GET', 'key');
    await late.readUntil('$-1\r\n');
  }
});

describe('clients without a login', () => {
  test('cannot keep other clients out by silent connections', async (context) => {
    const times = MAX_STRANGERS + 100;
    await attack(context, { area: 'cache', name: 'silent connections', times }, async () => {
      const lab = await startLab();
      const sockets: Socket[] = [];
      let ended = 0;
      for (let at = 0; at < times; at += 1) {
        const socket = connect(Number(lab.cache.port), '127.0.0.1');
        sockets.push(socket.on('error', () => {}));
        socket.on('close', () => {
          ended += 1;
        });
        await once(socket, 'connect');
      }
      await lab.logIn();
      await vi.waitFor(() => expect(ended).toBeGreaterThanOrEqual(100), { timeout: LONG_MS });
      expect(ended).toBeLessThan(times / 2);
      for (const socket of sockets) socket.destroy();
    });
  });

  test('do not fill the log with refused logins', async (context) => {
    const times = Math.ceil(20_000 / STEP);
    await attack(context, { area: 'cache', name: 'refused logins', times }, async () => {
      const lab = await startLab();
      const client = await lab.raw();
      const login = toRequest(['AUTH', 'iam-user-01', 'guess']);
      client.write(Buffer.concat(Array.from({ length: times }, () => login)));
      client.send('AUTH', 'other', await lab.token({ user: 'other' }));
      await client.readUntil('+OK\r\n');

      expect(lab.log.length).toBeLessThanOrEqual(200);
      await lab.port.closeAll();
      expect(lab.log.at(-1)).toBe(
        `cache cache-01: ${times - 200} more lines like these in the same minute.`,
      );
    });
  });

  test('get only errors, whatever they send', async (context) => {
    const times = Math.ceil(600 / STEP);
    await attack(context, { area: 'cache', name: 'fuzzed connections', times }, async () => {
      const lab = await startLab();
      await fc.assert(
        fc.asyncProperty(stream, async (bytes) => {
          const client = await lab.raw();
          client.socket.end(bytes);
          const replies = await client.readAll();
          expect(replies).toMatch(/^(-[^\r\n]*\r\n)*$/);
        }),
        { numRuns: times },
      );
    });
  });

  test('see in a subscribed connection which command was refused', async (context) => {
    await attack(
      context,
      { area: 'cache', name: 'a login while subscribed', times: 2 },
      async () => {
        const lab = await startLab();
        const client = await lab.logIn();
        client.send('SUBSCRIBE', 'channel');
        client.send('AUTH', 'iam-user-01', 'guess');
        await client.readUntil("-ERR Can't execute 'auth': only (P|S)SUBSCRIBE");
        client.send('HELLO', '2', 'AUTH', 'iam-user-01', 'guess');
        await client.readUntil("-ERR Can't execute 'hello': only (P|S)SUBSCRIBE");
        client.send('UNSUBSCRIBE');
        client.send('AUTH', 'iam-user-01', 'guess');
        await client.readUntil(WRONGPASS);
      },
    );
  });
});

const word = fc.oneof(
  fc.constantFrom('GET', 'SET', 'HELLO', 'AUTH', 'MULTI', 'EVAL', 'CLIENT', 'ACL', 'CONFIG', '3'),
  fc.constantFrom(
    'default',
    'iam-user-01',
    'other',
    '',
    '\r\n',
    '*1\r\n$4\r\nPING\r\n',
    'x'.repeat(9_000),
  ),
  fc.string({ maxLength: 20 }),
);
const stream = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.array(word, { minLength: 1, maxLength: 5 }).map(toRequest) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
      {
        weight: 1,
        arbitrary: fc
          .array(word, { maxLength: 4 })
          .map((words) => Buffer.from(`${words.join(' ')}\r\n`)),
      },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts))
  // The server answers these before a login, too.
  .filter((bytes) => !/quit|reset/i.test(bytes.toString('latin1')));

/** Commands that a serverless cache does not allow, some in unusual upper and lower case. */
const CLOSED = [
  ...['CONFIG GET *', 'config set maxmemory 1', 'CoNfIg rewrite', 'DEBUG SLEEP 0', 'DEBUG JMAP'],
  ...['SHUTDOWN NOSAVE', 'SAVE', 'BGSAVE', 'BGREWRITEAOF', 'REPLICAOF NO ONE', 'SLAVEOF NO ONE'],
  ...['MODULE LIST', 'MODULE LOAD /x', 'MIGRATE h 1 k 0 1', 'SYNC', 'PSYNC ? -1', 'MONITOR'],
  ...['FUNCTION LIST', 'FUNCTION KILL', 'FCALL f 0', 'KEYS *', 'SLOWLOG GET', 'LATENCY DOCTOR'],
  ...['ACL SETUSER other nopass', 'ACL DELUSER other', 'ACL LOAD', 'ACL SAVE', 'ACL LOG'],
  ...['CLIENT KILL TYPE normal', 'CLIENT PAUSE 100000', 'CLIENT LIST', 'CLIENT NO-EVICT ON'],
  ...['CLUSTER RESET', 'CLUSTER FORGET x', 'CLUSTER MEET 127.0.0.1 1', 'CLUSTER FAILOVER'],
  ...['SCRIPT KILL', 'SCRIPT DEBUG YES', 'SWAPDB 0 1', 'FAILOVER', 'REPLCONF a b', 'LASTSAVE'],
].map((line) => line.split(' '));

describe('closed commands', () => {
  test('are refused directly, in a transaction and from Lua', async (context) => {
    const commands = sample(CLOSED);
    const times = commands.length * 3;
    await attack(context, { area: 'cache', name: 'closed commands as +@all', times }, async () => {
      const lab = await startLab();
      const redis = lab.redis({ username: 'other', password: await lab.token({ user: 'other' }) });
      await redis.connect();
      const closed =
        /unknown command|unknown (redis|valkey) command|no permissions|not allowed from script|NOPERM/i;
      for (const [name = '', ...args] of commands) {
        await expect(redis.call(name, ...args), name).rejects.toThrow(closed);
        await redis.call('MULTI');
        await expect(redis.call(name, ...args), name).rejects.toThrow(closed);
        await expect(redis.call('EXEC')).rejects.toThrow('EXECABORT');
        const script = 'return redis.call(unpack(ARGV))';
        await expect(redis.call('EVAL', script, '1', 'k', name, ...args), name).rejects.toThrow(
          closed,
        );
      }
      expect(await redis.call('ACL', 'WHOAMI')).toBe('other');
    });
  });
});

describe('a public endpoint', () => {
  const PASSWORD = 'a-long-enough-password';
  const hash = createHash('sha256').update(PASSWORD).digest('hex');

  test('lets in no user without IAM, and no older TLS', async (context) => {
    await attack(
      context,
      { area: 'cache', name: 'a public endpoint without IAM', times: 3 },
      async () => {
        const lab = await startCacheLab({ cache: { connectionType: 'public' } });
        labs.push(lab);
        const byPassword = { type: 'password' as const, passwordHashes: [hash] };
        setGroup(lab.aws, [
          createUser('iam-user-01'),
          createUser('app', { authentication: byPassword }),
          createUser('default', { authentication: { type: 'no-password' } }),
        ]);
        lab.port.refresh(lab.cache);
        await lab.logIn();

        const client = await lab.raw();
        client.send('AUTH', 'app', PASSWORD);
        expect(await client.readUntil('\r\n')).toBe(WRONGPASS);
        client.send('PING');
        expect(await client.readUntil(NOAUTH)).toContain(NOAUTH);
        const old = connectTls({
          ...{ host: '127.0.0.1', port: Number(lab.cache.port), rejectUnauthorized: false },
          maxVersion: 'TLSv1.2',
        });
        await expect(once(old, 'secureConnect')).rejects.toThrow(/alert/);
      },
    );
  });
});
