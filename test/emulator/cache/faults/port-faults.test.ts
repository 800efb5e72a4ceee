import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRequest } from '../../../../src/emulator/cache/resp/command.js';
import type { FaultRule } from '../../../../src/emulator/index.js';
import {
  type CacheClient,
  connectToCache,
  makeCache,
} from '../../assumptions/support/cache-client.js';
import { type AssumptionLab, startAssumptionLab } from '../../assumptions/support/lab.js';

const UNAVAILABLE = '-ERR service is not available';
const LIMIT = '-ERR Exceeded limit of IAM Authentication requests';
const NO_IAM = '-ERR IAM Authentication service is not available';
const BUSY =
  '-BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.';

describe('faults of a cache port', () => {
  let lab: AssumptionLab;
  const clients: CacheClient[] = [];
  beforeEach(async () => {
    lab = await startAssumptionLab({});
    await makeCache(lab);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client[Symbol.dispose]();
    await lab[Symbol.asyncDispose]();
  });

  const play = (...rules: FaultRule[]) => lab.emulator.setFaults({ rules });
  const open = async () => {
    const client = await connectToCache(lab);
    clients.push(client);
    return client;
  };
  const logIn = async () => {
    const client = await open();
    expect(await client.logIn()).toBe('+OK');
    return client;
  };
  /** Sends bytes on a connection that is logged in, and returns everything until it ends. */
  const talk = async (...chunks: (string | Buffer)[]) => {
    const client = await logIn();
    const received: Buffer[] = [];
    client.socket.on('data', (chunk: Buffer) => received.push(chunk));
    for (const chunk of chunks) {
      client.socket.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.socket.end(toRequest(['QUIT']));
    await once(client.socket, 'close');
    return Buffer.concat(received).toString('latin1');
  };

  test.each([
    ['login-throttled', LIMIT],
    ['iam-unavailable', NO_IAM],
  ] as const)('%s: a first login and a renewal get their own words', async (kind, renewal) => {
    const client = await logIn();
    play({ kind });

    expect(await (await open()).logIn()).toBe(UNAVAILABLE);
    expect(await client.logIn()).toBe(renewal);
    // The connection and its earlier login stay.
    expect(await client.send('PING')).toBe('+PONG');
    play();
    expect(await client.logIn()).toBe('+OK');
  });

  test('`at` limits a rule to first logins or to renewals', async () => {
    const client = await logIn();
    play({ kind: 'login-throttled', at: 'renewal' });
    expect(await (await open()).logIn()).toBe('+OK');
    expect(await client.logIn()).toBe(LIMIT);
  });

  test('busy refuses first logins and commands, but no renewal', async () => {
    const client = await logIn();
    play({ kind: 'busy' });

    expect(await client.send('SET', 'a', '1')).toBe(BUSY);
    expect(await client.logIn()).toBe('+OK');
    expect(await (await open()).logIn()).toBe(UNAVAILABLE);
    play();
    expect(await client.send('GET', 'a')).toBe('$-1');
  });

  test('a refused command has its place among the replies, wherever the stream is cut', async () => {
    play({ kind: 'busy', at: 'command', every: 2 });
    const big = 'x'.repeat(100_000);
    const stream = Buffer.concat([
      toRequest(['SET', 'a', big]),
      toRequest(['SET', 'a', 'refused']),
      Buffer.from('STRLEN a\r\n'),
      Buffer.from('SET a refused\r\n'),
      toRequest(['STRLEN', 'a']),
    ]);
    const expected = `+OK\r\n${BUSY}\r\n:100000\r\n${BUSY}\r\n:100000\r\n${BUSY}\r\n`;

    expect(await talk(stream.subarray(0, 50_000), stream.subarray(50_000))).toBe(expected);
    const tail = stream.length - 40;
    // After a QUIT that was refused, the port closes with the client.
    expect(await talk(stream.subarray(0, tail), stream.subarray(tail))).toContain(BUSY);
  });

  test('in MULTI, a refused command ends the transaction', async () => {
    const client = await logIn();
    expect(await client.send('MULTI')).toBe('+OK');
    play({ kind: 'busy', count: 1 });
    expect(await client.send('SET', 'a', '1')).toBe(BUSY);
    expect(await client.send('EXEC')).toMatch(/^-EXECABORT/);
  });

  test('rules that come in the middle of a command wait for its end', async () => {
    const client = await logIn();
    const request = toRequest(['SET', 'a', 'one two three']);
    client.socket.write(request.subarray(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 50));
    play({ kind: 'busy' });
    const reply = once(client.socket, 'data');
    client.socket.write(request.subarray(20));
    expect(String((await reply)[0])).toBe('+OK\r\n');
    expect(await client.send('GET', 'a')).toBe(BUSY);
  });

  test('too-many-clients answers a new connection in AWS’s words, and closes it', async () => {
    const client = await logIn();
    play({ kind: 'too-many-clients', count: 1 });
    const refused = await open();
    expect(await refused.logIn()).toBe(UNAVAILABLE);
    expect(await refused.send('PING')).toBe('closed');
    expect(await client.send('PING')).toBe('+PONG');
    await logIn();
  });

  test('connection-dropped ends the connection instead of the command', async () => {
    const client = await logIn();
    const other = await logIn();
    play({ kind: 'connection-dropped', at: 'command', skip: 1, count: 1 });
    expect(await client.send('SET', 'a', '1')).toBe('+OK');
    expect(await client.send('SET', 'a', '2')).toBe('closed');
    expect(await other.send('GET', 'a')).toBe('$1');
  });

  test('slow-reply takes its time, and keeps the order', async () => {
    play({ kind: 'slow-reply', at: 'command', ms: 60, count: 1 });
    const started = performance.now();
    const replies = await talk(Buffer.concat([toRequest(['INCR', 'n']), toRequest(['INCR', 'n'])]));
    expect(replies).toBe(':1\r\n:2\r\n+OK\r\n');
    expect(performance.now() - started).toBeGreaterThan(59);
  });

  test('a fail-over ends all connections, keeps the data, and refuses new connections for a while', async () => {
    const client = await logIn();
    await client.send('SET', 'a', '1');
    play({ kind: 'failover', ms: 5_000, afterMs: 1_000 });
    expect(await client.send('PING')).toBe('+PONG');

    lab.emulator.advance(1_000);

    await once(client.socket, 'close');
    const port = (await lab.describeCache())?.Endpoint?.Port ?? 0;
    const refused = connect({ host: 'localhost', port, ca: lab.ca });
    const [error] = await once(refused, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    lab.emulator.advance(5_000);
    expect(await (await logIn()).send('GET', 'a')).toBe('$1');
  });

  test('a fail-over with `skip` starts at that command, once', async () => {
    const client = await logIn();
    const other = await logIn();
    play({ kind: 'failover', ms: 1_000, at: 'command', skip: 1 });
    expect(await client.send('PING')).toBe('+PONG');
    expect(await client.send('PING')).toBe('closed');
    expect(await other.send('PING')).toBe('closed');
    lab.emulator.advance(1_000);
    expect(await (await logIn()).send('PING')).toBe('+PONG');
  });

  test('a rule begins and ends on the endpoint’s clock', async () => {
    const client = await logIn();
    play({ kind: 'busy', at: 'command', afterMs: 60_000, forMs: 1_000 });
    const replies = [await client.send('PING')];
    lab.emulator.advance(60_000);
    replies.push(await client.send('PING'));
    lab.emulator.advance(1_000);
    replies.push(await client.send('PING'));
    expect(replies).toEqual(['+PONG', BUSY, '+PONG']);
  });

  test('a rule names cache and user', async () => {
    const client = await logIn();
    play({ kind: 'busy', cache: 'other-*' }, { kind: 'connection-dropped', user: 'user-2' });
    expect(await client.send('PING')).toBe('+PONG');
    play({ kind: 'busy', cache: 'cache-*', user: 'user-?' }, { kind: 'busy', user: 'USER-1' });
    expect(await client.send('PING')).toBe(BUSY);
  });

  test('commands before a login get the server’s own answer', async () => {
    play({ kind: 'busy', at: 'command' });
    expect(await (await open()).send('PING')).toMatch(/^-NOAUTH/);
  });

  test('the call log and the log name the fault; the report does not blame the application', async () => {
    const client = await logIn();
    play(
      { kind: 'iam-unavailable', count: 1 },
      { kind: 'slow-reply', ms: 1, count: 1 },
      { kind: 'busy', count: 1 },
    );
    await client.logIn();
    await client.send('PING');
    expect(lab.emulator.compatibility()).toEqual([]);
    const faults = lab.emulator.calls().filter(({ service }) => service === 'cache');
    expect(faults).toMatchObject([
      { operation: 'renewal', status: 0, fault: 'iam-unavailable' },
      { operation: 'command', status: 0, fault: 'busy' },
    ]);
    expect(lab.log.join('\n')).toMatch(
      /login of "user-1" not checked \(unavailable, fault iam-unavailable\)\..*fault busy struck a command\./s,
    );
  });
});
