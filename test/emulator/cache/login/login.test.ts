import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toRequest } from '../../../../src/emulator/cache/resp/command.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';
import { NOAUTH, WRONGPASS } from '../support/raw-client.js';

describe('logging in at a cache with a user group', () => {
  let lab: CacheLab;
  beforeAll(async () => {
    lab = await startCacheLab();
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    lab.log.length = 0;
  });

  test.each([2, 3] as const)(
    'ioredis logs in with a token and works with protocol %i',
    async (protocol) => {
      const redis = lab.redis({ protocol, username: 'iam-user-01', password: await lab.token() });

      await redis.connect();

      expect(await redis.acl('WHOAMI')).toBe('iam-user-01');
      expect(await redis.set('key', 'value')).toBe('OK');
      expect(await redis.getBuffer('key')).toEqual(Buffer.from('value'));
      expect(await redis.multi().incr('n').get('n').exec()).toEqual([
        [null, 1],
        [null, '1'],
      ]);
      expect(await redis.del('n', 'n')).toBe(1);
      expect(lab.log).toEqual([]);
    },
  );

  test.each([2, 3] as const)(
    'ioredis sees WRONGPASS for a refused token with protocol %i',
    async (protocol) => {
      const password = await lab.token({ host: 'cache-02' });
      const redis = lab.redis({ protocol, username: 'iam-user-01', password });

      await expect(redis.connect()).rejects.toThrow(/WRONGPASS|closed/);
      const errors: string[] = [];
      const second = lab.redis({ protocol, username: 'iam-user-01', password });
      second.on('error', (error: Error) => errors.push(error.message));
      await second.connect().catch(() => {});

      expect(errors.join()).toContain('WRONGPASS invalid username-password pair');
      expect(lab.log[0]).toBe(
        'cache cache-01: login of "iam-user-01" refused (token-host): The token is for "cache-02", not cache-01.',
      );
    },
  );

  test('the log never holds the token', async () => {
    const client = await lab.raw();
    const token = await lab.token({ region: 'eu-west-1' });
    client.send('AUTH', 'iam-user-01', token);
    client.send('AUTH', token, token);
    client.send('AUTH', token);
    client.send('PING');
    await client.readUntil(NOAUTH);

    expect(lab.log).toHaveLength(3);
    expect(lab.log.join()).not.toMatch(/X-Amz|Signature/);
  });

  test('before a login, the cache answers only login commands', async () => {
    const client = await lab.raw();
    client.send('GET', 'key');
    client.send('HELLO', '3');
    client.write('PING\r\n');

    const replies = await client.readUntil(`NOAUTH HELLO`);
    expect(replies).toMatch(new RegExp(`^${NOAUTH}-NOAUTH HELLO must be called`));
    expect(await client.readUntil(`${NOAUTH}${''}`)).toBeTruthy();
  });

  test('a pipeline with logins gets its answers in order, however it arrives', async () => {
    const token = await lab.token();
    const pipeline = Buffer.concat([
      toRequest(['PING']),
      toRequest(['AUTH', 'iam-user-01', 'wrong']),
      toRequest(['GET', 'nothing']),
      toRequest(['AUTH', 'iam-user-01', token]),
      toRequest(['ECHO', 'one']),
      toRequest(['AUTH', 'iam-user-01', 'wrong']),
      toRequest(['ECHO', 'two']),
      toRequest(['HELLO', '2', 'AUTH', 'nobody', 'wrong']),
      toRequest(['ACL', 'WHOAMI']),
    ]);
    const expected = [
      NOAUTH,
      WRONGPASS,
      NOAUTH,
      '+OK\r\n',
      '$3\r\none\r\n',
      WRONGPASS,
      '$3\r\ntwo\r\n',
      WRONGPASS,
      '$11\r\niam-user-01\r\n',
    ].join('');

    const whole = await lab.raw();
    whole.write(pipeline);
    expect(await whole.readUntil('iam-user-01')).toBe(expected);

    const bytewise = await lab.raw();
    for (const byte of pipeline) bytewise.write(Buffer.from([byte]));
    expect(await bytewise.readUntil('iam-user-01')).toBe(expected);
  });

  test('a refused login keeps its place behind a reply of many megabytes', async () => {
    const client = await lab.raw();
    const size = 8_000_000;
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('SET', 'large', Buffer.alloc(size, 'x'));
    client.send('GET', 'large');
    client.send('AUTH', 'iam-user-01', 'wrong');
    client.send('DEL', 'large');

    const replies = await client.readUntil(':1\r\n');

    expect(replies.length).toBe(`+OK\r\n+OK\r\n$${size}\r\n\r\n${WRONGPASS}:1\r\n`.length + size);
    expect(replies.endsWith(`x\r\n${WRONGPASS}:1\r\n`)).toBe(true);
  });

  test('HELLO with AUTH and SETNAME switches to RESP3', async () => {
    const client = await lab.raw();
    client.send('HELLO', '3', 'SETNAME', 'me', 'AUTH', 'iam-user-01', await lab.token());
    client.send('CLIENT', 'GETNAME');
    client.send('HGETALL', 'nothing');

    const replies = await client.readUntil('%0\r\n');
    expect(replies).toMatch(/^%7\r\n/);
    expect(replies).toContain('$5\r\nproto\r\n:3\r\n');
    expect(replies).toContain('$2\r\nme\r\n');
  });

  test('the server itself answers a malformed HELLO', async () => {
    const client = await lab.raw();
    client.send('HELLO', '4', 'AUTH', 'iam-user-01', 'x');
    client.send('HELLO', '3', 'AUTH', 'iam-user-01');
    client.send('AUTH');
    client.send('AUTH', 'a', 'b', 'c');

    const replies = await client.readUntil('syntax error');
    expect(replies.split('\r\n').slice(0, 3)).toEqual([
      '-NOPROTO unsupported protocol version',
      "-ERR Syntax error in HELLO option 'AUTH'",
      "-ERR wrong number of arguments for 'auth' command",
    ]);
  });

  test('inline AUTH works, and RESET after it', async () => {
    const client = await lab.raw();
    client.write(`AUTH iam-user-01 "${await lab.token()}"\r\nACL WHOAMI\r\nRESET\r\nPING\r\n`);

    expect(await client.readUntil(NOAUTH)).toBe(`+OK\r\n$11\r\niam-user-01\r\n+RESET\r\n${NOAUTH}`);
  });

  test('logins inside MULTI are refused or done when it is executed', async () => {
    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('MULTI');
    client.send('AUTH', 'iam-user-01', 'wrong');
    client.send('ECHO', 'in');
    client.send('EXEC');
    client.send('ECHO', 'out');

    expect(await client.readUntil('out\r\n')).toBe(
      `+OK\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n${WRONGPASS}$2\r\nin\r\n$3\r\nout\r\n`,
    );
  });

  test('CLIENT REPLY OFF silences refusals too', async () => {
    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('CLIENT', 'REPLY', 'OFF');
    client.send('AUTH', 'iam-user-01', 'wrong');
    client.send('CLIENT', 'REPLY', 'ON');
    client.send('ECHO', 'end');

    expect(await client.readUntil('end\r\n')).toBe('+OK\r\n+OK\r\n$3\r\nend\r\n');
  });
});
