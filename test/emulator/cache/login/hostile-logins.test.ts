import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRequest } from '../../../../src/emulator/cache/resp/command.js';
import { type CacheLab, startCacheLab } from '../support/cache-lab.js';
import { NOAUTH, WRONGPASS } from '../support/raw-client.js';

const USER = 'iam-user-01';

/** A request, and its reply before and after a login. */
interface Step {
  toBytes(token: string): Buffer;
  readonly before: string;
  readonly after: string;
  readonly logsIn?: boolean;
}

const echo = fc
  .string({ maxLength: 40 })
  .map((text) => Buffer.from(text))
  .map((text): Step => {
    const after = `$${text.length}\r\n${text.toString('latin1')}\r\n`;
    return { toBytes: () => toRequest(['ECHO', text]), before: NOAUTH, after };
  });
/** A value that looks like a refusal, or like a login. */
const trap = fc
  .constantFrom(WRONGPASS, "-ERR Syntax error in HELLO option '", '*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n')
  .map((text): Step => {
    const after = `$${text.length}\r\n${text}\r\n`;
    return { toBytes: () => toRequest(['ECHO', text]), before: NOAUTH, after };
  });
const refused = fc
  .constantFrom<(token: string) => Buffer>(
    () => toRequest(['AUTH', USER, 'wrong']),
    () => toRequest(['AUTH', 'nobody', '']),
    () => toRequest(['auth', 'wrong']),
    () => toRequest(['HELLO', '3', 'AUTH', USER, 'wrong']),
    () => toRequest(['HELLO', '2', 'SETNAME', 'me', 'AUTH', USER, 'wrong']),
    () => Buffer.from(`AUTH ${USER} wrong\r\n`),
    (token) => toRequest(['AUTH', USER, `${token}0`]),
    (token) => toRequest(['AUTH', 'other', token]),
  )
  .map((toBytes): Step => ({ toBytes, before: WRONGPASS, after: WRONGPASS }));
const accepted = fc.constantFrom<Step>(
  {
    toBytes: (token) => toRequest(['AUTH', USER, token]),
    ...{ before: '+OK\r\n', after: '+OK\r\n', logsIn: true },
  },
  {
    toBytes: (token) => Buffer.from(`auth ${USER} "${token}"\n`),
    ...{ before: '+OK\r\n', after: '+OK\r\n', logsIn: true },
  },
);
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: echo },
    { weight: 1, arbitrary: trap },
    { weight: 3, arbitrary: refused },
    { weight: 1, arbitrary: accepted },
  ),
  { minLength: 1, maxLength: 12 },
);
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

describe('refused logins between other commands', () => {
  let lab: CacheLab;
  let token: string;
  beforeAll(async () => {
    lab = await startCacheLab();
    token = await lab.token();
  });
  afterAll(() => lab.close());

  test('get their answers in order, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(steps, cuts, async (list, sizes) => {
        const bytes = Buffer.concat(list.map((step) => step.toBytes(token)));
        const client = await lab.raw();
        for (let at = 0, index = 0; at < bytes.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          client.write(bytes.subarray(at, at + size));
          await nextTurn();
          at += size;
        }
        client.socket.end();

        expect(await client.readAll()).toBe(toReplies(list));
      }),
      { numRuns: 100 },
    );
    expect(lab.log.join()).not.toContain('X-Amz');
  });

  test('of a hundred clients at once all get an answer, and do not affect other clients', async () => {
    const witness = await lab.logIn();
    const clients = await Promise.all(Array.from({ length: 100 }, () => lab.raw()));

    const replies = clients.map((client) => {
      for (let round = 0; round < 20; round += 1) client.send('AUTH', USER, 'wrong');
      client.socket.end();
      return client.readAll();
    });

    expect(new Set(await Promise.all(replies))).toEqual(new Set([WRONGPASS.repeat(20)]));
    witness.send('ACL', 'WHOAMI');
    await witness.readUntil(USER);
  });
});

function toReplies(list: readonly Step[]): string {
  let isLoggedIn = false;
  let replies = '';
  for (const { before, after, logsIn = false } of list) {
    replies += isLoggedIn ? after : before;
    isLoggedIn ||= logsIn;
  }
  return replies;
}
