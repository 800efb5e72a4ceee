import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCache, createUser, REGION, setGroup } from './support/account.js';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';
import { NOAUTH } from './support/raw-client.js';

describe('an open cache', () => {
  let lab: CacheLab;
  beforeEach(async () => {
    lab = await startCacheLab();
  });
  afterEach(() => lab.close());

  test("caches do not see each other's data and users", async () => {
    const second = createCache('cache-02', { userGroupId: 'group-02' });
    setGroup(lab.aws, [createUser('other')], 'group-02');
    second.port = await lab.port.open(second);
    const client = await lab.logIn();
    client.send('SET', 'key', 'value');
    await client.readUntil('+OK\r\n+OK\r\n');

    expect(second.port).not.toBe(lab.cache.port);
    const list = await lab.logIn();
    list.send('ACL', 'USERS');
    list.send('ECHO', 'end');
    expect(await list.readUntil('end')).not.toContain('other');
    await lab.port.close(second);
  });

  test('opening twice gives one cache, and close ends its clients, listener and server and removes files', async () => {
    expect(await lab.port.open(lab.cache)).toBe(lab.cache.port);
    const client = await lab.logIn();
    const [folder = ''] = readdirSync(lab.folder).filter((name) => name.startsWith('cache-'));
    expect(statSync(join(lab.folder, folder)).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.folder, folder, 's')).mode & 0o777).toBe(0o700);

    await lab.port.close(lab.cache);

    await client.readAll();
    expect(readdirSync(lab.folder)).toEqual(['ca.pem']);
    const refused = connect(Number(lab.cache.port), '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toThrow('ECONNREFUSED');
    await lab.port.close(lab.cache);
  });

  test('closing a cache while it opens leaves no files', async () => {
    const second = createCache('cache-02');
    const opening = lab.port.open(second);
    await lab.port.close(second);
    await opening;

    expect(readdirSync(lab.folder).filter((name) => name.startsWith('cache-'))).toHaveLength(1);
  });

  test('close does not wait for clients in their handshake or for clients that do not read', async () => {
    const plain = connect(Number(lab.cache.port), '127.0.0.1');
    plain.on('error', () => {});
    await once(plain, 'connect');
    const client = await lab.logIn();
    client.socket.pause();
    for (let round = 0; round < 50; round += 1) client.send('ECHO', Buffer.alloc(1_000_000));

    await lab.port.closeAll();

    expect(readdirSync(lab.folder)).toEqual([]);
    plain.destroy();
  });

  test('plain TCP, garbage and lost clients do not disturb other clients', async () => {
    const plain = connect(Number(lab.cache.port), '127.0.0.1');
    plain.on('error', () => {});
    plain.write('*1\r\n$4\r\nPING\r\n');
    await once(plain, 'close');
    for (const garbage of [
      '\0\0\0\0\r\n',
      '*1\r\n$-5\r\n',
      '*999999999999\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    ]) {
      const client = await lab.raw();
      client.write(garbage);
      client.socket.destroy();
    }

    const client = await lab.logIn();
    client.send('PING');
    await client.readUntil('+PONG');
  });

  test.each([
    ['*1\r\n$abc\r\n', '-ERR Protocol error: invalid bulk length\r\n'],
    ['*abc\r\n', '-ERR Protocol error: invalid multibulk length\r\n'],
    ['*1\r\n+PING\r\n', "-ERR Protocol error: expected '$', got '+'\r\n"],
    ['*11\r\n', '-ERR Protocol error: unauthenticated multibulk length\r\n'],
    ['*2\r\n$4\r\nAUTH\r\n$16385\r\n', '-ERR Protocol error: unauthenticated bulk length\r\n'],
  ])(
    'before a login, %j gets the same reply and the same close as from Valkey',
    async (request, reply) => {
      const client = await lab.raw();
      client.write(request);

      expect(await client.readAll()).toBe(reply);
    },
  );

  test('a client that ends its stream still receives replies to earlier commands', async () => {
    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('ECHO', 'last words');
    client.socket.end();

    expect(await client.readAll()).toBe('+OK\r\n$10\r\nlast words\r\n');
  });

  test('QUIT is answered and ends the connection', async () => {
    const client = await lab.logIn();
    client.send('QUIT');

    expect(await client.readAll()).toBe('+OK\r\n+OK\r\n');
  });

  test('a client that stops reading blocks only its own server connection', async () => {
    const slow = await lab.logIn();
    slow.send('SET', 'large', Buffer.alloc(1_000_000));
    await slow.readUntil('+OK\r\n+OK\r\n');
    slow.socket.pause();
    for (let round = 0; round < 100; round += 1) slow.send('GET', 'large');
    slow.send('ECHO', 'the end');

    const other = await lab.logIn();
    other.send('PING');
    await other.readUntil('+PONG');
    slow.socket.resume();
    await slow.readUntil('the end');
  });

  test.each([
    ['on ~* +@all', '+PONG\r\n'],
    ['off +get ~keys*', NOAUTH],
  ])(
    "a group's own default user, %s, decides what clients without a login may do",
    async (accessString, reply) => {
      const noPassword = { type: 'no-password' } as const;
      const user = createUser('default-user', {
        name: 'default',
        accessString,
        authentication: noPassword,
      });
      setGroup(lab.aws, [createUser('iam-user-01'), user]);
      lab.port.refresh(lab.cache);
      // The change of the user `default` ends connections that have not logged in yet.
      await vi.waitFor(() => lab.logIn(), 10_000);

      const client = await lab.raw();
      client.send('PING');

      expect(await client.readUntil('\r\n')).toBe(reply);
    },
  );

  test('an empty server with the same users replaces a dead one, and the log says so', async () => {
    const client = await lab.logIn();
    client.send('SET', 'key', 'value');
    await client.readUntil('+OK\r\n+OK\r\n');
    const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
    const line = lines.split('\n').find((text) => text.includes(`unixsocket:${lab.folder}`));
    process.kill(Number.parseInt(String(line), 10), 'SIGKILL');

    expect(await client.readAll()).toBe('+OK\r\n+OK\r\n');
    await vi.waitFor(() => expect(lab.log.at(-1)).toContain('its server is back'), 20_000);
    const late = await lab.logIn();
    late.send('GET', 'key');
    await late.readUntil('+OK\r\n$-1\r\n');
    expect(lab.log).toEqual([
      'cache cache-01: its server was ended by SIGKILL. Closing all connections and starting a new server without data.',
      'cache cache-01: its server is back, without data.',
    ]);
  });

  test('a user name that the server refuses does not disturb other users', async () => {
    setGroup(lab.aws, [createUser('iam-user-01'), createUser('odd', { name: 'odd name' })]);
    lab.port.refresh(lab.cache);

    await lab.logIn();
  });

  test('the cache tells an unknown client to log in, whatever the account contains', async () => {
    lab.aws.region(REGION).elasticache.userGroups.clear();
    lab.port.refresh(lab.cache);
    const client = await lab.raw();
    client.send('PING');

    expect(await client.readUntil('\r\n')).toBe(NOAUTH);
  });
});
