import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { services } from '../../../src/emulator/services/index.js';
import { readAwsAnswer } from '../support/aws-answer.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { type RawRequest, sendForm, sendRaw, signRequest } from '../support/raw-request.js';

const WHO = 'Action=GetCallerIdentity&Version=2011-06-15';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const RUNS = Number(process.env['RUNS'] ?? 150);

/** Text that a header may carry. */
const headerText = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^ -~]/g, '?').trim());
const headerName = fc.constantFrom(
  'authorization',
  'x-amz-date',
  'x-amz-target',
  'content-type',
  'x-amz-security-token',
  'x-amz-content-sha256',
  'x-other',
);
const path = fc.constantFrom(
  '/',
  '/2015-03-31/functions',
  '/2015-03-31/functions/f/invocations',
  '/_valkey-lab/stop',
  '//',
  '/%',
  '/a?b=%zz',
  '/..%2f..%2fetc',
);
const body = fc.oneof(fc.constantFrom('', WHO, '{}', '[', '<a/>', '\u0000'), fc.string());

describe('the HTTP port before authentication', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ services });
  });
  afterAll(() => endpoint.close());
  afterEach(async () => {
    expect(await sendForm(endpoint, 'sts', WHO)).toMatchObject({ status: 200 });
    expect(endpoint.logged).toEqual([]);
  });

  test('answers an unsigned or wrongly signed request with only an AWS error', async () => {
    const headers = fc.dictionary(headerName, headerText, { maxKeys: 5, noNullPrototype: true });
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, headers, body }), async (raw) => {
        const { status, code } = readAwsAnswer(await sendRaw(endpoint, raw));
        expect([400, 403, 404]).toContain(status);
        expect(code).not.toBe('InternalFailure');
      }),
      { numRuns: RUNS },
    );
    expect(endpoint.stops).toEqual([]);
  });

  test('refuses a signed request after any change', async () => {
    const changes = fc.constantFrom<(raw: RawRequest, at: number) => RawRequest>(
      (raw, at) => ({ ...raw, body: flip(raw.body, at) }),
      (raw) => ({ ...raw, body: `${raw.body}&X=1` }),
      (raw) => ({ ...raw, method: 'PUT' }),
      (raw) => ({ ...raw, path: '/x' }),
      (raw) => ({ ...raw, path: '/?a=b' }),
      (raw) => change(raw, 'authorization', (text) => flip(text, text.length - 1)),
      (raw, at) => change(raw, 'authorization', (text) => flip(text, at % text.length)),
      (raw, at) => change(raw, 'x-amz-date', (text) => flip(text, at % text.length)),
      (raw) => change(raw, 'x-amz-date', () => ''),
      (raw) => change(raw, 'x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD'),
      (raw) => change(raw, 'host', () => 'localhost:1'),
      (raw) => change(raw, 'host', () => 'attacker.example'),
      (raw) => change(raw, 'x-amz-security-token', () => 'x'),
    );
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(), async (apply, at) => {
        const signed = await signRequest(
          endpoint,
          { headers: FORM, body: WHO },
          { service: 'sts' },
        );
        const changed = apply(signed, at);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(signed));
        expect([400, 403]).toContain(readAwsAnswer(await sendRaw(endpoint, changed)).status);
      }),
      { numRuns: RUNS },
    );
  });

  test('survives bytes that are not HTTP, or incomplete HTTP', async () => {
    const head = fc.constantFrom(
      ...['GET / HTTP/1.1\r\n', 'POST / HTTP/1.1\r\nHost: localhost\r\n', 'GET / HTTP/9.9\r\n\r\n'],
      ...['POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
      ...[
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
        'G\u0000ET / HTTP/1.1\r\n\r\n',
      ],
      ...['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n'],
      ...['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
      ...['POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n'],
      ...[
        'GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n',
        'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
      ],
      ...[
        'CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n',
        '\u0016\u0003\u0001\u0002\u0000\u0001',
      ],
      ...['GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
      ...[
        'POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n',
      ],
      ...['POST / HTTP/1.1\r\nHost: localhost\r\nExpect: magic\r\nContent-Length: 3\r\n\r\n', ''],
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: localhost\r\n${'X-A: b\r\n'.repeat(3_000)}\r\n`,
    );
    const tail = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(head, tail, async (first, rest) => {
        const answer = await exchange(Buffer.concat([Buffer.from(first, 'latin1'), rest]));
        expect(answer).not.toMatch(/\bat \S+ \(|node:internal/);
        if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 (100|4\d\d) /);
      }),
      { numRuns: RUNS },
    );
  });

  test('refuses a body over the limit in the format of the service', async () => {
    const large = 'x'.repeat(1_100_000);
    const send = async (raw: Partial<RawRequest>, service: string) =>
      readAwsAnswer(await sendRaw(endpoint, await signRequest(endpoint, raw, { service })));
    const target = { 'x-amz-target': 'Logs_20140328.CreateLogGroup' };

    const refused = { status: 413, code: 'RequestEntityTooLargeException' };
    expect(await send({ headers: FORM, body: large }, 'iam')).toEqual(refused);
    expect(await send({ headers: FORM, body: large }, 'ec2')).toEqual(refused);
    expect(await send({ headers: target, body: large }, 'logs')).toEqual(refused);
    const stranger = { method: 'POST', path: '/2015-03-31/functions', headers: {}, body: large };
    const unsigned = { status: 403, code: 'MissingAuthenticationTokenException' };
    expect(readAwsAnswer(await sendRaw(endpoint, stranger))).toEqual(unsigned);
  });

  /** Returns the received text when the server or the test has ended. */
  async function exchange(bytes: Buffer): Promise<string> {
    const socket = connect(endpoint.port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    await once(socket, 'connect').catch(() => {});
    socket.end(bytes);
    await closed;
    return Buffer.concat(received).toString('latin1');
  }
});

/** Returns the text with another character at this position. */
function flip(text: string, at: number): string {
  const place = at % Math.max(1, text.length);
  return `${text.slice(0, place)}${text[place] === 'a' ? 'b' : 'a'}${text.slice(place + 1)}`;
}

function change(raw: RawRequest, name: string, to: (text: string) => string): RawRequest {
  return { ...raw, headers: { ...raw.headers, [name]: to(raw.headers[name] ?? '') } };
}
