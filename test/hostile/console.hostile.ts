import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { type RawAnswer, sendRaw } from '../emulator/support/raw-request.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const READERS = 8;
/** Everything that needs a key. */
const LINES = [
  ...['GET events', 'GET login?number=1', 'GET invocation?number=1', 'GET log?region=x&function=f'],
  ...['POST clock', 'POST pace', 'POST faults', 'POST assume', 'POST report', 'POST stop'],
  ...['PUT session', 'DELETE events', 'HEAD events', 'OPTIONS clock', 'GET ../cli.js'],
];
const KEYS = [
  ...['', 'Bearer', 'Bearer ', 'Bearer wrong', `Bearer ${'x'.repeat(43)}`, 'bearer null'],
  ...[`Bearer ${'x'.repeat(5_000)}`, 'Basic eDp5', 'Bearer undefined', 'Bearer __proto__'],
];

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('the console', () => {
  let aws: Emulator;
  let logged: string[];
  const open: IncomingMessage[] = [];
  beforeEach(async () => {
    logged = [];
    aws = await startEmulator({ log: (line) => logged.push(line) });
  });
  afterEach(async () => {
    for (const answer of open.splice(0)) answer.destroy();
    await aws.close();
  });

  const toPath = (name: string) => `/_console/${name}`;
  const toHeaders = (headers: Readonly<Record<string, string>> = {}) => {
    const own = { host: `127.0.0.1:${aws.port}`, origin: aws.endpoint, ...headers };
    return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== ''));
  };
  const send = (line: string, headers?: Record<string, string>, body = '{}') => {
    const [method = '', name = ''] = line.split(' ');
    return sendRaw(aws, { method, path: toPath(name), headers: toHeaders(headers), body });
  };
  const readCode = () => new URL(aws.openConsole().url).hash.replace('#code=', '');
  const exchange = (code: string) => send('POST session', {}, JSON.stringify({ code }));
  const openSession = async () => {
    const { body } = await exchange(readCode());
    return { authorization: `Bearer ${JSON.parse(body).key}` };
  };
  /** Opens a stream of which nothing is read. */
  const openStream = async (headers: Record<string, string>): Promise<IncomingMessage> => {
    const sent = request({
      ...{ host: '127.0.0.1', port: aws.port, agent: false, path: toPath('events') },
      headers: toHeaders(headers),
    });
    sent.on('error', () => {});
    sent.end();
    const [answer]: IncomingMessage[] = await once(sent, 'response');
    if (!answer) throw new Error('There is no answer.');
    answer.on('error', () => {});
    open.push(answer);
    return answer;
  };
  /** Expects a refusal that tells nothing about the endpoint. */
  const expectNothing = ({ status, body }: RawAnswer, ...statuses: readonly number[]) => {
    expect(statuses).toContain(status);
    for (const secret of [...Object.values(aws.credentials), aws.account]) {
      expect(body).not.toContain(secret);
    }
  };

  test('gives nothing without a key', async (context) => {
    const cases = sample(LINES.flatMap((line) => KEYS.map((key) => [line, key] as const)));
    const name = 'requests without a key';
    await attack(context, { area: 'console', name, times: cases.length }, async () => {
      const startMs = aws.clock.now();
      for (const [line, authorization] of cases) {
        const body = '{"advanceMs":86400000,"pace":"0.1"}';
        expectNothing(await send(line, { authorization }, body), 401, 403, 404);
      }
      expect(aws.clock.now() - startMs).toBeLessThan(3_600_000);
    });
  });

  test('gives nothing to a foreign name or a foreign page, even with a key', async (context) => {
    const port = `${aws.port}`;
    const foreign: readonly Record<string, string>[] = [
      ...['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `0.0.0.0:${port}`],
      ...[`[::1]:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil.example:${port}`],
      ...[`LOCALHOST:${port}`, `127.0.0.1:${port}.`, `127.1:${port}`, `2130706433:${port}`],
    ].map((host) => ({ host }));
    const origins: readonly Record<string, string>[] = [
      ...['null', 'http://evil.example', `https://127.0.0.1:${port}`, 'http://127.0.0.1'],
      ...[`http://127.0.0.1:${port}/`, `http://localhost:${port}`, `http://127.0.0.1:${port}0`],
    ].map((origin) => ({ origin }));
    const sites = ['cross-site', 'same-site'].map((site) => ({ 'sec-fetch-site': site }));
    const cases = sample([...foreign, ...origins, ...sites]);
    const lines = ['GET events', 'POST clock', 'POST session', 'GET '];
    const times = cases.length * lines.length;
    await attack(context, { area: 'console', name: 'foreign pages', times }, async () => {
      const key = await openSession();
      const startMs = aws.clock.now();
      for (const headers of cases) {
        for (const line of lines) {
          const body = JSON.stringify({ advanceMs: 86_400_000, code: readCode() });
          expectNothing(await send(line, { ...key, ...headers }, body), 403);
        }
      }
      expect(aws.clock.now() - startMs).toBeLessThan(3_600_000);
    });
  });

  test('takes a code once, also when many pages send it at once', async (context) => {
    const times = sample(Array.from({ length: 50 })).length + 1;
    await attack(context, { area: 'console', name: 'a code used again', times }, async () => {
      const code = readCode();
      const answers = await Promise.all(Array.from({ length: times }, () => exchange(code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expectNothing(await exchange(code), 401, 429);
    });
  });

  test('survives 1,000 wrong codes, and still takes the right one', async (context) => {
    const times = sample(Array.from({ length: 1_000 })).length;
    await attack(context, { area: 'console', name: 'wrong codes', times }, async () => {
      const right = readCode();
      for (let index = 0; index < times; index++) {
        // Near the right code, far from it, and no text at all.
        const odd = [right.slice(0, -1), `${right}x`, right.toLowerCase(), `${index}`, '', '\0'];
        expectNothing(await exchange(odd[index % odd.length] ?? ''), 401, 429);
      }
      expect((await exchange(right)).status).toBe(200);
      expect(logged.join()).not.toContain(right);
      expect(logged.length).toBeLessThan(5);
    });
  });

  test('refuses readers beyond its bound, and has room again when one leaves', async (context) => {
    const times = sample(Array.from({ length: 200 })).length + READERS;
    await attack(context, { area: 'console', name: 'many readers', times }, async () => {
      const key = await openSession();
      const answers: IncomingMessage[] = [];
      for (let index = 0; index < times; index++) answers.push(await openStream(key));
      const statuses = answers.map(({ statusCode }) => statusCode);
      expect(statuses.slice(0, READERS)).toEqual(Array.from({ length: READERS }, () => 200));
      expect(new Set(statuses.slice(READERS))).toEqual(new Set([503]));
      answers[0]?.destroy();
      await expect
        .poll(async () => (await openStream(key)).statusCode, { timeout: 10_000 })
        .toBe(200);
    });
  });

  test('keeps nothing for readers that do not read', async (context) => {
    const times = sample(Array.from({ length: 300 })).length;
    const name = 'slow readers, changes of 200 KB';
    await attack(context, { area: 'console', name, times }, async () => {
      const key = await openSession();
      for (let index = 0; index < READERS; index++) await openStream(key);
      const before = measure();
      for (let index = 0; index < times; index++) {
        const rule = { kind: 'throttle', operation: `${index}`.padEnd(200 * KIB, 'x') };
        const body = JSON.stringify({ faults: { rules: [rule] } });
        expect((await send('POST faults', key, body)).status).toBe(200);
      }
      // Each reader may hold half a MiB and the message that passes this bound.
      expect(measure() - before).toBeLessThan(READERS * MIB + 32 * MIB);
      expect((await send('POST clock', key, '{"advanceMs":1000}')).status).toBe(200);
    });
  });
});

/** Returns how many bytes this process keeps. */
function measure(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
