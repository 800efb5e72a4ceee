import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis5';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectToCache } from '../../../src/actions/cache-login/create-login.js';
import { proxy as action } from '../../../src/actions/proxy/index.js';
import { IamAuthTokenProvider } from '../../../src/iam-auth/index.js';
import { READER, REGION } from '../../clients/support.js';
import { startLab } from '../../support/lab.js';
import { up } from '../../support/run-lab.js';
import { dial, PASSWORD, type ProxyLab, startProxyLab } from './proxy-lab.js';

const LOG_IN = `AUTH ${PASSWORD}\r\n`;
const WRONGPASS = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
const NOAUTH = '-NOAUTH Authentication required.\r\n';
const HOUR_MS = 3_600_000;

let proxy: ProxyLab;
beforeAll(async () => {
  proxy = await startProxyLab();
});
afterAll(() => proxy[Symbol.asyncDispose]());

async function logIn(port = proxy.port) {
  const client = await dial(port);
  expect(await client.say(LOG_IN, '\r\n')).toBe('+OK\r\n');
  return client;
}

describe('before the login', () => {
  test('only the password of the proxy is accepted, with the user default or none', async () => {
    const client = await dial(proxy.port);
    expect(await client.say('AUTH wrong\r\n', '\r\n')).toBe(WRONGPASS);
    expect(await client.say(`AUTH iam-user-01 ${PASSWORD}\r\n`, '\r\n')).toBe(WRONGPASS);
    expect(await client.say(`HELLO 3 AUTH default no\r\n`, '\r\n')).toBe(WRONGPASS);
    expect(await client.say('AUTH a b c\r\n', '\r\n')).toContain('wrong number of arguments');
    expect(await client.say(`AUTH default ${PASSWORD}\r\n`, '\r\n')).toBe('+OK\r\n');
    expect(await client.say('ACL WHOAMI\r\n', '\r\n')).toContain('iam-user-01');
    client.socket.destroy();
  });

  test('every other command gets NOAUTH, and does not reach the cache', async () => {
    const client = await dial(proxy.port);
    const set = '*3\r\n$3\r\nSET\r\n$1\r\nq\r\n$1\r\n1\r\n';
    expect(await client.say(`${set}${set}GET q\r\n`, /(.*\r\n){3}/)).toBe(NOAUTH.repeat(3));
    expect(await client.say('HELLO 3\r\n', '\r\n')).toMatch(/^-NOAUTH HELLO must be called/);
    expect(await client.say(`${LOG_IN}GET q\r\n`, '$-1\r\n')).toBe('+OK\r\n$-1\r\n');
    expect(await client.last('QUIT\r\n')).toBe('+OK\r\n');
  });

  test('a client that reads no replies is not read any further', async () => {
    const { socket } = await dial(proxy.port);
    socket.pause();
    const commands = 1_500_000;
    socket.write('*1\r\n$1\r\na\r\n'.repeat(commands));
    await delay(1_500);
    expect(socket.writableLength).toBeGreaterThan(0);
    let heard = 0;
    socket.on('data', (text) => {
      heard += text.length;
    });
    socket.resume();
    await expect.poll(() => heard, { timeout: 20_000 }).toBe(commands * NOAUTH.length);
    socket.destroy();
  });

  test('a client that ends its side without a login is closed', async () => {
    const client = await dial(proxy.port);
    expect(await client.end('PING\r\n')).toBe(NOAUTH);
  });

  test('a protocol error ends the connection', async () => {
    const client = await dial(proxy.port);
    expect(await client.last('*1\r\nPING')).toBe('-ERR Protocol error\r\n');
  });

  test.each([
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    `GET / HTTP/1.1\r\n${LOG_IN}`,
    `Host: 127.0.0.1\r\n${LOG_IN}`,
  ])('a request of a browser ends the connection without a reply: %j', async (request) => {
    const client = await dial(proxy.port);
    expect(await client.last(request)).toBe('');
  });
});

describe('after the login', () => {
  test('a browser request ends the connection of a proxy without a password, too', async () => {
    const { port = 0 } = await proxy.start({ password: undefined });
    const client = await dial(port);
    expect(await client.say('SET open 1\r\n', '\r\n')).toBe('+OK\r\n');
    expect(await client.say('AUTH default anything\r\n', '\r\n')).toBe('+OK\r\n');
    const page = await dial(port);
    expect(await page.last('FLUSHALL / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toBe('');
    expect(await client.say('GET open\r\n', '1\r\n')).toBe('$1\r\n1\r\n');
    client.socket.destroy();
  });

  test('HELLO gets the reply of the cache, in RESP3 and with the name', async () => {
    const client = await dial(proxy.port);
    const hello = `HELLO 3 AUTH default ${PASSWORD} SETNAME tool\r\n`;
    expect(await client.say(hello, /modules\r\n\*0\r\n$/)).toMatch(/^%7\r\n/);
    expect(await client.say('CLIENT GETNAME\r\n', /tool\r\n$/)).toBe('$4\r\ntool\r\n');
    expect(await client.say('HELLO 2\r\n', /\*0\r\n$/)).toMatch(/^\*14\r\n/);
    client.socket.destroy();
  });

  test('a client that logs in again gets its answer in the right place, also in a transaction', async () => {
    const client = await logIn();
    const asked = `RPUSH list a\r\n${LOG_IN}AUTH wrong\r\nLLEN list\r\n`;
    expect(await client.say(asked, /:1\r\n.*:1\r\n$/s)).toBe(`:1\r\n+OK\r\n${WRONGPASS}:1\r\n`);
    const transaction = `MULTI\r\n${LOG_IN}LLEN list\r\nEXEC\r\nLLEN list\r\n`;
    expect(await client.say(transaction, ':1\r\n')).toMatch(
      /^\+OK\r\n\+QUEUED\r\n\+QUEUED\r\n\*2\r\n-WRONGPASS .*\r\n:1\r\n:1\r\n$/,
    );
    expect(proxy.lab.log.join()).not.toContain(PASSWORD);
    client.socket.destroy();
  });

  test('RESET is answered, and ends the connection', async () => {
    const client = await logIn();
    expect(await client.last('RESET\r\n')).toBe('+RESET\r\n');
    const subscriber = await logIn();
    await subscriber.say('SUBSCRIBE news\r\n', ':1\r\n');
    expect(await subscriber.last('RESET\r\n')).toMatch(/\+RESET\r\n$/);
  });

  test('a client that ends its side gets the replies to all its commands', async () => {
    for (const password of [PASSWORD, undefined]) {
      const { port = 0 } = await proxy.start({ password });
      const client = await dial(port);
      const asked = `${LOG_IN}SET half 1\r\nRPUSH halves 1\r\n${LOG_IN}GET half\r\n`;
      expect(await client.end(asked)).toMatch(/^\+OK\r\n\+OK\r\n:\d\r\n\+OK\r\n\$1\r\n1\r\n$/);
    }
  });

  test('a client that waits in BLPOP and leaves takes no value', async () => {
    const client = await logIn();
    const other = await logIn();
    expect(await client.end('BLPOP left 0\r\n')).toBe('');
    expect(await other.say('RPUSH left 1\r\nLLEN left\r\n', /:.*:1\r\n/s)).toBe(':1\r\n:1\r\n');
    other.socket.destroy();
  });

  test('a protocol error reaches the cache, which ends the connection', async () => {
    const client = await logIn();
    expect(await client.last('*1\r\n+PING\r\n')).toMatch(/^-ERR Protocol error/);
  });

  test('the client logs in as the user of --user', async () => {
    const { emulator } = proxy.lab;
    const names = { cacheName: 'cache-01', userId: READER, region: REGION };
    const clock = { now: () => emulator.clock.now() };
    const tokens = new IamAuthTokenProvider({
      ...{ ...names, ...clock },
      credentials: emulator.credentials,
    });
    const { port } = await proxy.start({ tokens });
    const client = await logIn(port);
    expect(await client.say('ACL WHOAMI\r\n', /reader\r\n$/)).toContain(READER);
    expect(await client.say('SET a 1\r\n', '\r\n')).toMatch(/^-NOPERM/);
    client.socket.destroy();
  });

  test('a login that the cache refuses is said to the client and to the caller', async () => {
    const { credentials } = proxy.lab.emulator;
    const wrong = { ...credentials, secretAccessKey: 'wrong' };
    const names = { cacheName: 'cache-01', userId: 'iam-user-01', region: REGION };
    const { port = 0 } = await proxy.start({
      tokens: new IamAuthTokenProvider({ ...names, credentials: wrong }),
    });
    const client = await dial(port);
    expect(await client.last(LOG_IN)).toMatch(/^-ERR valkey-lab proxy: .* refused the IAM/);
    expect(proxy.errors.splice(0).join()).toContain('refused the IAM authentication token');
    proxy.lab.log.splice(0);
  });

  test('after a failed login, no socket of a client that sends more is left', async () => {
    const { port = 0 } = await proxy.start({
      async connect() {
        await delay(200);
        throw new Error('no cache');
      },
    });
    const count = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = count();
    for (let index = 0; index < 5; index += 1) {
      const client = await dial(port);
      client.socket.write(LOG_IN);
      await delay(20);
      await client.last('*1\r\n$4\r\nPING\r\n'.repeat(10));
    }
    await expect.poll(count, { timeout: 5_000 }).toBeLessThanOrEqual(before);
    proxy.errors.splice(0);
  });
});

test('the action ends also when its caller aborts it as soon as it is ready', async () => {
  await using lab = await startLab();
  await up(lab);
  const stop = new AbortController();
  const reason = new Error('The test has seen enough.');
  const options = { onReady: () => stop.abort(reason) };
  const running = action.act({ ...lab.ctx, signal: stop.signal }, options);
  await expect(running).rejects.toBe(reason);
});

test('a cache that cannot be reached is named, with the step that failed', async () => {
  const { credentials } = proxy.lab.emulator;
  const names = { cacheName: 'cache-01', userId: 'iam-user-01' };
  const tokens = new IamAuthTokenProvider({ ...names, region: REGION, credentials });
  const login = { ...names, tokens, ca: undefined };
  const connect = (port: number) =>
    connectToCache(
      { ...login, endpoint: { address: '127.0.0.1', port } },
      new AbortController().signal,
    );
  await expect(connect(1)).rejects.toMatchObject({
    code: 'CACHE_UNREACHABLE',
    message: expect.stringContaining('127.0.0.1:1 cannot be reached'),
    resource: 'serverless-cache/cache-01',
  });
  await expect(connect(proxy.lab.port)).rejects.toMatchObject({
    code: 'CACHE_UNREACHABLE',
    message: expect.stringContaining('is not trusted'),
  });
});

describe('tools', () => {
  test('valkey-cli works, with RESP2 and RESP3', async () => {
    const run = async (...args: string[]) => {
      const env = { PATH: process.env['PATH'], REDISCLI_AUTH: PASSWORD };
      const to = ['-p', String(proxy.port)];
      return (await promisify(execFile)('valkey-cli', [...to, ...args], { env })).stdout;
    };
    expect(await run('SET', 'cli', '1')).toBe('OK\n');
    expect(await run('-3', 'GET', 'cli')).toBe('1\n');
    expect(await run('PSUBSCRIBE', '*')).toContain('unknown command');
  });

  test('an old ioredis works: pipelines, large values, transactions, BLPOP and messages', async () => {
    const open = () => new Redis(proxy.port, '127.0.0.1', { password: PASSWORD });
    const [client, other] = [open(), open()];
    const large = Buffer.alloc(3_000_000, 'AUTH x\r\n');
    await client.set('large', large);
    expect((await client.getBuffer('large'))?.equals(large)).toBe(true);
    const pipeline = client.pipeline();
    for (let index = 0; index < 2_000; index += 1) pipeline.echo(`${index}`);
    const replies = await pipeline.exec();
    expect(replies?.every(([error, reply], index) => !error && reply === `${index}`)).toBe(true);
    expect(await client.multi().set('n', 1).incr('n').exec()).toEqual([
      [null, 'OK'],
      [null, 2],
    ]);
    const popped = client.blpop('jobs', 10);
    await other.rpush('jobs', 'one');
    expect(await popped).toEqual(['jobs', 'one']);
    const message = new Promise((resolve) => other.on('message', (_from, text) => resolve(text)));
    await other.subscribe('news');
    await client.publish('news', 'hello');
    expect(await message).toBe('hello');
    for (const each of [client, other]) each.disconnect();
  });

  test('node-redis works with RESP3', async () => {
    const client = createClient({
      url: `redis://default:${PASSWORD}@127.0.0.1:${proxy.port}`,
      RESP: 3,
    });
    await client.connect();
    await client.hSet('hash', { a: '1', b: '2' });
    expect({ ...(await client.hGetAll('hash')) }).toEqual({ a: '1', b: '2' });
    client.destroy();
  });
});

test('a socket is open to its user only, and asks for the password', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const path = join(folder, 's');
  const { port } = await proxy.start({ listenOn: { path } });
  expect(port).toBeUndefined();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const client = await dial(path);
  expect(await client.say('GET a\r\n', '\r\n')).toMatch(/^-NOAUTH/);
  expect(await client.say(LOG_IN, '\r\n')).toBe('+OK\r\n');
  client.socket.destroy();
  await rm(folder, { recursive: true });
});

describe('13 hours', () => {
  /** Moves the clock in steps, and does something after each. */
  async function live(act: () => Promise<unknown>, hours = 13): Promise<void> {
    for (let passed = 0; passed < hours * 6; passed += 1) {
      proxy.lab.emulator.advance(HOUR_MS / 6);
      await act();
    }
  }

  test('a connection works without interruption, with commands between all renewals', async () => {
    const client = await logIn();
    let sent = 0;
    await live(async () => {
      sent += 1;
      const asked = `INCR counter\r\nECHO ${sent}\r\n`;
      expect(await client.say(asked, new RegExp(`\r\n${sent}\r\n$`))).toBe(
        `:${sent}\r\n$${String(sent).length}\r\n${sent}\r\n`,
      );
    });
    client.socket.destroy();
    expect(proxy.errors).toEqual([]);
  });

  test('an idle connection and a RESP3 subscriber live on, and see no reply of the proxy', async () => {
    const idle = await logIn();
    const subscriber = await dial(proxy.port);
    await subscriber.say(`HELLO 3 AUTH default ${PASSWORD}\r\n`, /modules\r\n\*0\r\n$/);
    await subscriber.say('SUBSCRIBE long\r\n', ':1\r\n');
    const heard: string[] = [];
    idle.socket.on('data', (text) => heard.push(String(text)));
    const publisher = await logIn();
    await live(async () => {
      const message = '>3\r\n$7\r\nmessage\r\n$4\r\nlong\r\n$2\r\nhi\r\n';
      const got = subscriber.say('', 'hi\r\n');
      await publisher.say('PUBLISH long hi\r\n', ':1\r\n');
      expect(await got).toBe(message);
    });
    expect(heard).toEqual([]);
    expect(await idle.say('PING\r\n', '\r\n')).toBe('+PONG\r\n');
    for (const { socket } of [idle, subscriber, publisher]) socket.destroy();
    expect(proxy.errors).toEqual([]);
  });

  test('a renewal never comes into a transaction or an unfinished command', async () => {
    const client = await logIn();
    expect(await client.say('MULTI\r\nSET t 1\r\n', 'QUEUED\r\n')).toBe('+OK\r\n+QUEUED\r\n');
    const slow = await logIn();
    slow.socket.write('*2\r\n$4\r\nECHO\r\n$3\r\na');
    for (let minute = 0; minute < 70; minute += 1) proxy.lab.emulator.advance(HOUR_MS / 6);
    expect(await slow.say('bc\r\n', '\r\n')).toMatch(/^\$3\r\n/);
    expect(await client.say('EXEC\r\n', 'OK\r\n')).toBe('*1\r\n+OK\r\n');
    for (const { socket } of [client, slow]) socket.destroy();
  });
});
