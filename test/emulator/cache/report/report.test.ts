import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createUser, setGroup } from '../support/account.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';
import type { RawClient } from '../support/raw-client.js';

let lab: CacheLab;
beforeAll(async () => {
  lab = await startCacheLab();
});
afterAll(() => lab.close());
afterEach(() => lab.port.report.clear());

/** Returns the rows as `client: problem COMMAND × count`. */
const rows = () =>
  lab.port.report
    .rows()
    .map(({ client, problem, command, rule, count }) =>
      [`${client}:`, problem, rule ?? command, '×', count].join(' '),
    );

const toLetters = (index: number) =>
  [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

async function ask(client: RawClient, ...commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) client.send(...command);
  const end = `end-${Math.random()}`;
  client.send('ECHO', end);
  await client.readUntil(end);
}

test('a client that sends only supported commands has no rows', async () => {
  const client = await lab.logIn();
  await ask(client, ['SET', 'key', '-ERR no\r\n'], ['GET', 'key'], ['MGET', '{a}1', '{a}2']);
  await ask(client, ['INCR', 'key'], ['SELECT', '0'], ['CLIENT', 'SETNAME', 'app'], ['GET']);

  expect(rows()).toEqual([]);
});

test('rows name the library and its version, and restricted commands with their subcommands', async () => {
  const client = await lab.logIn();
  await ask(
    client,
    ['CLIENT', 'SETINFO', 'LIB-NAME', 'lib'],
    ['CLIENT', 'SETINFO', 'LIB-VER', '1.2'],
  );
  await ask(client, ['keys', '*'], ['KEYS', '*'], ['PSUBSCRIBE', 'a'], ['CLIENT', 'LIST']);
  await ask(client, ['CLIENT', 'MAINT_NOTIFICATIONS', 'ON']);
  await ask(client, ['FT.SEARCH', 'index', 'x'], ['EVAL', "return redis.call('KEYS', '*')", '0']);

  expect(rows()).toEqual([
    'lib 1.2: restricted-command CLIENT LIST × 1',
    'lib 1.2: restricted-command KEYS × 2',
    'lib 1.2: restricted-command PSUBSCRIBE × 1',
    'lib 1.2: unknown-command CLIENT MAINT_NOTIFICATIONS × 1',
    'lib 1.2: unknown-command EVAL × 1',
    'lib 1.2: unknown-command FT.SEARCH × 1',
  ]);
});

test('without a library, rows name the connection or the user', async () => {
  const named = await lab.logIn();
  await ask(named, ['HELLO', '3', 'SETNAME', 'worker'], ['KEYS', '*']);
  const other = await lab.logIn();
  await ask(other, ['KEYS', '*']);

  expect(rows()).toEqual([
    'user iam-user-01: restricted-command KEYS × 1',
    'worker: restricted-command KEYS × 1',
  ]);
});

test('CROSSSLOT names the refused command, also in pipelines, scripts and transactions', async () => {
  const client = await lab.logIn();
  await ask(
    client,
    ...[
      ['MGET', '{a}1', '{a}2'],
      ['MGET', 'a', 'b'],
      ['SUNION', 'a', 'b'],
      ['MGET', 'c', 'd'],
    ],
    ...[
      ['EVAL', 'return 1', '2', 'a', 'b'],
      ['SORT', 'a', 'STORE', 'b'],
      ['SET', 'a', 'b'],
    ],
    ...[['MULTI'], ['SET', 'a', '1'], ['SET', 'b', '2'], ['EXEC']],
    ...[['MULTI'], ['MGET', 'a', 'b'], ['EXEC'], ['SSUBSCRIBE', 'a', 'b']],
  );
  await ask(client, ['EVAL', 'return 1', '9999999999', 'a'], ['DEL', 'a', 'b']);

  expect(rows()).toEqual([
    'user iam-user-01: cross-slot DEL × 1',
    'user iam-user-01: cross-slot EVAL × 1',
    'user iam-user-01: cross-slot EXEC × 1',
    'user iam-user-01: cross-slot MGET × 3',
    'user iam-user-01: cross-slot SORT × 1',
    'user iam-user-01: cross-slot SSUBSCRIBE × 1',
    'user iam-user-01: cross-slot SUNION × 1',
  ]);
});

test('a script of several TLS records counts as EVAL, although another command follows at once', async () => {
  const client = await lab.logIn();
  const script = `return 1 --${'\r\n*x'.repeat(10_000)}`;
  await ask(client, ['EVAL', script, '2', 'a', 'b', 'x'.repeat(20_000)], ['HSET', 'a', 'b', 'c']);

  expect(rows()).toEqual(['user iam-user-01: cross-slot EVAL × 1']);
});

test('a transaction that is sent step by step counts as EXEC', async () => {
  const client = await lab.logIn();
  for (const command of [['MULTI'], ['SET', 'a', '1'], ['SET', 'b', '2'], ['EXEC']]) {
    client.send(...command);
    await client.readUntil(
      { MULTI: '+OK\r\n+OK', EXEC: '-CROSSSLOT' }[command[0] ?? ''] ?? `QUEUED`,
    );
  }

  expect(rows()).toEqual(['user iam-user-01: cross-slot EXEC × 1']);
});

test('the counts are exact in a pipeline of 5,000 commands with an error in each third', async () => {
  const client = await lab.logIn();
  const batch = Array.from({ length: 5_000 }, (_, index) =>
    index % 3 === 0 ? ['KEYS', '*'] : ['SET', `key-${index}`, 'value'.repeat(20)],
  );
  await ask(client, ...batch);

  expect(rows()).toEqual(['user iam-user-01: restricted-command KEYS × 1667']);
});

test('other databases, and what the access string forbids', async () => {
  setGroup(lab.aws, [
    createUser('iam-user-01'),
    createUser('reader', { accessString: 'on ~app:* +get +auth +echo' }),
  ]);
  const client = await lab.logIn();
  await ask(client, ['SELECT', '0'], ['SELECT', '1'], ['COPY', '{a}1', '{a}2', 'DB', '1']);
  const reader = await lab.logIn('reader');
  await ask(reader, ['SET', 'app:1', 'x']);
  reader.send('GET', 'other');
  await reader.readUntil('access a key');

  expect(rows()).toEqual([
    'user iam-user-01: several-databases COPY × 1',
    'user iam-user-01: several-databases SELECT × 1',
    'user reader: no-permission GET × 1',
    'user reader: no-permission SET × 1',
  ]);
});

test('logins in a transaction, refused by a rule, and on a RESP 2 subscriber', async () => {
  const client = await lab.logIn();
  await ask(client, ['AUTH', 'iam-user-01', await lab.token()], ['MULTI'], ['GET', 'a'], ['EXEC']);
  expect(rows()).toEqual([]);
  await ask(client, ['MULTI'], ['AUTH', 'iam-user-01', await lab.token()], ['EXEC']);
  await ask(client, ['AUTH', 'iam-user-01', await lab.token()], ['MULTI'], ['GET', 'a'], ['EXEC']);
  const stranger = await lab.raw();
  stranger.send(
    'AUTH',
    'iam-user-01',
    await lab.token({ signedAtMs: lab.clock.now() - 3_600_000 }),
  );
  await stranger.readUntil('WRONGPASS');
  const subscriber = await lab.logIn();
  subscriber.send('SUBSCRIBE', 'news');
  await subscriber.readUntil(':1\r\n');
  subscriber.send('AUTH', 'iam-user-01', await lab.token());
  await subscriber.readUntil("Can't execute");

  expect(rows()).toEqual([
    'user iam-user-01: auth-in-transaction AUTH × 1',
    'user iam-user-01: login-refused token-expired × 1',
    'user iam-user-01: resp2-subscription AUTH × 1',
    'user iam-user-01: resp2-subscription SUBSCRIBE × 1',
  ]);
});

test('a connection that ends after 12 hours, but no subscription with RESP 3', async () => {
  const modern = await lab.raw();
  modern.send('HELLO', '3', 'AUTH', 'iam-user-01', await lab.token(), 'SETNAME', 'modern');
  modern.send('SUBSCRIBE', 'news');
  await modern.readUntil(':1\r\n');
  lab.clock.advance(12 * 3_600_000);
  await modern.readAll();

  expect(rows().filter((row) => row.startsWith('modern'))).toEqual(['modern: twelve-hours  × 1']);
});

test('rows are limited, show only names of commands, and have advice with a page of AWS', async () => {
  const client = await lab.logIn();
  const token = await lab.token();
  await ask(client, [token, 'x'], ['hunter2', 'x']);
  await ask(client, ...Array.from({ length: 600 }, (_, index) => [`command-${toLetters(index)}`]));
  const all = lab.port.report.rows();

  expect(all.length).toBeLessThanOrEqual(501);
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(602);
  expect(all.find(({ client }) => client === 'other clients')).toMatchObject({ count: 101 });
  expect(JSON.stringify(all)).not.toMatch(/X-Amz|hunter/i);
  expect(all).toContainEqual({
    client: 'user iam-user-01',
    problem: 'unknown-command',
    command: null,
    rule: null,
    count: 2,
    instead: 'Check the spelling, and the version and modules that the command needs.',
    source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SupportedCommands.html',
  });
});
