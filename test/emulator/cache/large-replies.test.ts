import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';

const CLIENTS = 12;
const ROUNDS = 15;

describe('replies of many sizes to many clients at once', () => {
  let lab: CacheLab;
  beforeAll(async () => {
    lab = await startCacheLab();
  });
  afterAll(() => lab.close());

  /** Sizes around the limits at which a reply is read at once, read in pieces, or copied. */
  const values = [1, 4_000, 4_096, 4_097, 65_000, 65_536, 65_537, 300_000].map((size) =>
    randomBytes(size),
  );

  test('reach each client unchanged, even a client that reads late', async () => {
    const writer = await lab.logIn();
    values.forEach((value, index) => {
      writer.send('SET', `value:${index}`, value);
    });
    writer.send('ECHO', 'all set');
    await writer.readUntil('all set');
    const expected = values
      .map((value) => `$${value.length}\r\n${value.toString('latin1')}\r\n`)
      .join('');

    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => lab.logIn()));
    const [late] = clients;
    late?.socket.pause();
    for (const client of clients) {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const index of values.keys()) client.send('GET', `value:${index}`);
      }
      client.send('PING');
    }
    const [, ...others] = clients;
    const replies = await Promise.all(others.map((client) => client.readUntil('+PONG\r\n')));
    late?.socket.resume();
    replies.push((await late?.readUntil('+PONG\r\n')) ?? '');

    const whole = `+OK\r\n${expected.repeat(ROUNDS)}+PONG\r\n`;
    for (const reply of replies) expect(reply === whole).toBe(true);
  });
});
