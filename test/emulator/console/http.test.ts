import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { type RawAnswer, type RawRequest, sendRaw } from '../support/raw-request.js';

/** Who gets what from the console's part of the port. */

const PATHS = [
  ...['GET events', 'GET login?number=1', 'GET invocation?number=1'],
  ...['GET log?region=us-east-1&function=f', 'POST clock', 'POST pace', 'POST faults'],
  ...['POST assume', 'POST report', 'GET elsewhere', 'PUT session', 'HEAD events'],
];

describe('the console over HTTP', () => {
  let aws: Emulator;
  let own: Record<string, string>;
  const changed: unknown[] = [];
  const logged: string[] = [];
  beforeAll(async () => {
    aws = await startEmulator({
      onPlayed: (played) => changed.push(played),
      log: (line) => logged.push(line),
    });
    own = { host: `127.0.0.1:${aws.port}`, origin: aws.endpoint };
  });
  afterAll(() => aws.close());

  const send = (line: string, raw: Partial<RawRequest> = {}): Promise<RawAnswer> => {
    const [method = '', name = ''] = line.split(' ');
    const headers = { ...own, ...raw.headers };
    const kept = Object.entries(headers).filter(([, value]) => value !== '');
    return sendRaw(aws, {
      ...{ method, path: `/_console/${name}`, body: '' },
      ...raw,
      headers: Object.fromEntries(kept),
    });
  };
  const readCode = () => new URL(aws.openConsole().url).hash.replace('#code=', '');
  const openSession = async (): Promise<Record<string, string>> => {
    const { body } = await send('POST session', { body: JSON.stringify({ code: readCode() }) });
    return { authorization: `Bearer ${JSON.parse(body).key}` };
  };

  test('its address has the code where no server sees it', () => {
    const { url, expiresInMs } = aws.openConsole();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_console\/#code=[\w-]{43}$/);
    expect(expiresInMs).toBe(60_000);
  });

  test.each(['', 'console.js', 'console.css'])(
    'serves the file "%s" without data',
    async (name) => {
      const { status, headers, body } = await send(`GET ${name}`);
      expect(status).toBe(200);
      expect(body.length).toBeLessThan(60_000);
      for (const secret of [...Object.values(aws.credentials), aws.account, String(aws.port)]) {
        expect(body).not.toContain(secret);
      }
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(String(headers['content-security-policy']).split('; ')).toEqual(
        expect.arrayContaining([
          ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
          ...["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
        ]),
      );
      expect(headers['set-cookie']).toBeUndefined();
    },
  );

  test.each(PATHS)('refuses %s without a key, and with a wrong one', async (line) => {
    for (const authorization of ['', 'Bearer wrong', `Bearer ${readCode()}`, 'Basic eDp5']) {
      expect((await send(line, { headers: { authorization }, body: '{}' })).status).toBe(401);
    }
  });

  test.each(['POST session', 'GET ', 'GET events', 'POST clock'])(
    'refuses %s under a foreign name or from a foreign page',
    async (line) => {
      const key = await openSession();
      const port = String(aws.port);
      for (const headers of [
        { host: `evil.example:${port}` },
        { host: '127.0.0.1:1' },
        { host: `127.0.0.1.evil.example:${port}` },
        { origin: 'http://evil.example' },
        { origin: `http://127.0.0.1:${Number(port) + 1}` },
        { origin: 'null' },
        { host: `localhost:${port}` },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
        ...(line.startsWith('POST') ? [{ origin: '' }] : []),
      ]) {
        const answer = await send(line, { headers: { ...key, ...headers }, body: '{}' });
        expect(answer.status, JSON.stringify(headers)).toBe(403);
      }
    },
  );

  test('gives a key for a code once, and refuses other bodies', async () => {
    const body = JSON.stringify({ code: readCode() });
    expect((await send('POST session', { body })).status).toBe(200);
    for (const other of [body, '{}', '[]', 'no JSON', '{"code":7}', 'x'.repeat(5_000)]) {
      expect((await send('POST session', { body: other })).status).toBe(401);
    }
    expect(logged.filter((line) => line.includes('code'))).toHaveLength(1);
    expect(logged.join()).not.toContain(JSON.parse(body).code);
  });

  test('changes clock, pace, faults and assumptions with a key, and says what is wrong', async () => {
    const headers = await openSession();
    const change = async (name: string, question: object) => {
      const answer = await send(`POST ${name}`, { headers, body: JSON.stringify(question) });
      return `${answer.status} ${JSON.parse(answer.body).message ?? ''}`.trim();
    };
    const before = aws.clock.now();
    expect(await change('clock', { advanceMs: 900_000 })).toBe('200');
    expect(aws.clock.now() - before).toBeGreaterThanOrEqual(900_000);
    for (const advanceMs of [0, -1, '1', null, Number.MAX_VALUE, undefined]) {
      expect(await change('clock', { advanceMs })).toMatch(/^400 The clock moves forward only/);
    }
    expect(await change('pace', { pace: '0.2' })).toBe('200');
    expect(await change('pace', { pace: 'slow' })).toMatch(/^400 A pace is/);
    expect(await change('assume', { id: 'new-tags', alternative: 'late' })).toBe('200');
    expect(changed.at(-1)).toEqual({ pace: '0.2', assume: ['new-tags=late'] });
    expect(await change('assume', { id: 'new-tags', alternative: 'odd' })).toMatch(
      /^400 new-tags has no alternative "odd"/,
    );
    const excluded = { id: 'new-users', alternative: 'active' };
    await change('assume', { id: 'new-users-in-groups', alternative: 'refused' });
    expect(await change('assume', excluded)).toMatch(/^400 .* cannot be played together/);
    expect(aws.state.assumes('new-tags', 'late')).toBe(true);
    expect(aws.state.assumes('new-users', 'active')).toBe(false);
    expect(await change('faults', { faults: { rules: [{ kind: 'odd' }] } })).toMatch(
      /^400 .*rule 1 needs a "kind"/,
    );
    expect(await change('faults', {})).toMatch(/^400 The faults cannot be read/);
    expect(await change('faults', { faults: { rules: [{ kind: 'throttle' }] } })).toBe('200');
    expect((await send('POST clock', { headers, body: 'no JSON' })).status).toBe(400);
    expect((await send('POST odd', { headers, body: '{}' })).status).toBe(404);
  });

  test.each([
    '../cli.js',
    '%2e%2e/cli.js',
    'index.html',
    'constructor',
    '__proto__',
    'console.js/',
  ])('serves no other file: %s', async (name) => {
    const headers = await openSession();
    expect((await send(`GET ${name}`, { headers })).status).toBe(404);
  });

  test('leaves requests of AWS alone', async () => {
    const answer = await send('GET ', { path: '/_consoles/' });
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-requestid']).toBeDefined();
  });
});
