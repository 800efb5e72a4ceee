import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { services } from '../../src/emulator/services/index.js';
import { startEndpoint, type TestEndpoint } from '../emulator/support/endpoint.js';
import { sendForm, sendRaw, signRequest } from '../emulator/support/raw-request.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const WHO = 'Action=GetCallerIdentity&Version=2011-06-15';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const MIB = 1024 * 1024;

describe('the HTTP port', () => {
  let endpoint: TestEndpoint;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    endpoint = await startEndpoint({ services });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await endpoint.close();
  });

  /** Opens a connection and sends the start of a request. */
  const open = async (text: string) => {
    const socket = connect(endpoint.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };
  const toHead = (lines: Readonly<Record<string, string>>) =>
    `POST / HTTP/1.1\r\n${Object.entries(lines)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`;

  test('does not store bodies without a valid signature', async (context) => {
    const times = sample(Array.from({ length: 400 })).length;
    const signed = await signRequest(endpoint, { headers: FORM, body: WHO }, { service: 'sts' });
    const kinds: Readonly<Record<string, string>>[] = [
      {},
      { ...signed.headers, authorization: 'Bearer x' },
      {
        ...signed.headers,
        authorization: `${signed.headers['authorization']}`.replace('AKIA', 'AKIB'),
      },
      { ...signed.headers, 'x-amz-date': '20200101T000000Z' },
      // The header has the hash of another body, so the signature is wrong.
      { ...signed.headers, 'x-amz-content-sha256': '0'.repeat(64) },
    ];
    await attack(
      context,
      { area: 'http', name: 'unsigned bodies of 1 MiB, never ended', times },
      async () => {
        const before = process.memoryUsage();
        for (let index = 0; index < times; index++) {
          const lines = kinds[index % kinds.length] ?? {};
          const host = `127.0.0.1:${endpoint.port}`;
          const socket = await open(toHead({ ...lines, host, 'content-length': String(MIB + 1) }));
          await new Promise((resolve) => socket.write(Buffer.alloc(MIB), resolve));
        }
        const after = process.memoryUsage();
        expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * MIB);
        expect(await sendForm(endpoint, 'sts', WHO)).toMatchObject({ status: 200 });
      },
    );
  });

  test('answers an unsigned request as AWS does, whatever its size', async (context) => {
    const sizes = sample([0, 10, MIB, 2 * MIB, 8 * MIB]);
    await attack(
      context,
      { area: 'http', name: 'unsigned bodies, ended', times: sizes.length },
      async () => {
        for (const size of sizes) {
          const raw = { method: 'POST', path: '/', headers: { ...FORM }, body: 'x'.repeat(size) };
          const answer = await sendRaw(endpoint, raw);
          expect(answer.status).toBe(403);
          expect(answer.body).toContain('MissingAuthenticationToken');
        }
      },
    );
  });

  test('answers other callers despite many silent connections', async (context) => {
    const times = sample(Array.from({ length: 3_000 })).length * 4;
    await attack(context, { area: 'http', name: 'slow heads', times }, async () => {
      for (let index = 0; index < times; index++) {
        await open('POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
        if (index % 300 !== 0) continue;
        expect(await sendForm(endpoint, 'sts', WHO)).toMatchObject({ status: 200 });
      }
      expect(await sendForm(endpoint, 'sts', WHO)).toMatchObject({ status: 200 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(1_025);
    });
  });

  test('answers many large requests at the same time', async (context) => {
    const body = 'x'.repeat(1_000_000);
    const times = sample(Array.from({ length: 300 })).length;
    await attack(
      context,
      { area: 'http', name: 'signed bodies of 1 MB at once', times },
      async () => {
        const raw = await signRequest(endpoint, { headers: FORM, body }, { service: 'sts' });
        const answers = await Promise.all(
          Array.from({ length: times }, () => sendRaw(endpoint, raw)),
        );
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
      },
    );
  });
});
