import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { CallRow, ConsoleChange } from '../../../src/emulator/console/documents.js';
import { createRecentRows } from '../../../src/emulator/console/recent-rows.js';
import { type ConsoleSource, createConsoleStream } from '../../../src/emulator/console/stream.js';

/** The stream over real connections, with readers that read slowly. */

const MAX_UNREAD_BYTES = 512 * 1024;
const none = { total: 0, after: () => [] };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const toCall = (operation: string): CallRow => ({
  ...{ atMs: 0, service: 'S3', operation, region: 'us-east-1', status: 200, elapsedMs: 1 },
  ...{ caller: 'user/a', requestId: 'r', fault: null },
});

async function start() {
  const calls = createRecentRows<CallRow>(500);
  let pace = 'instant';
  const source: ConsoleSource = {
    now: () => 42,
    endpoint: () => ({ url: 'http://127.0.0.1:1', account: '123456789012', pid: 1 }),
    resources: () => ({ rows: [], leftOut: 0 }),
    report: () => [],
    controls: () => ({ pace, faults: { rules: [] }, assumptions: [], aheadMs: 0 }),
    ...{ calls, logins: none, invocations: none },
  };
  const stream = createConsoleStream(source);
  const responses: ServerResponse[] = [];
  const refused: ServerResponse[] = [];
  const server = createServer((_, response) => {
    if (stream.open(response)) responses.push(response);
    else refused.push(response.writeHead(503).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  closing.push(() => {
    stream.close();
    server.closeAllConnections();
    server.close();
  });
  const connect = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, agent: false }, resolve);
      sent.once('error', reject);
      sent.end();
      closing.push(() => sent.destroy());
    });
  const setPace = (name: string) => {
    pace = name;
  };
  return { calls, stream, responses, refused, connect, setPace };
}

/** Reads messages until one fits. */
async function readUntil(
  answer: IncomingMessage,
  fits: (change: ConsoleChange) => boolean,
): Promise<ConsoleChange[]> {
  const changes: ConsoleChange[] = [];
  let rest = '';
  for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
    const events = (rest + chunk).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (!event.startsWith('data: ')) continue;
      const change: ConsoleChange = JSON.parse(event.slice('data: '.length));
      changes.push(change);
      if (fits(change)) return changes;
    }
  }
  throw new Error('The stream ended.');
}

test('sends everything first, and afterwards only what has changed', async () => {
  const { calls, stream, connect, setPace } = await start();
  calls.add(toCall('First'));
  const answer = await connect();
  expect(answer.headers['content-type']).toBe('text/event-stream');
  const [first] = await readUntil(answer, () => true);
  expect(Object.keys(first ?? {})).toEqual([
    ...['nowMs', 'endpoint', 'resources', 'report', 'controls'],
    ...['calls', 'logins', 'invocations'],
  ]);
  setPace('real');
  stream.flush();
  const [second] = await readUntil(answer, () => true);
  expect(second).toEqual({ nowMs: 42, controls: expect.objectContaining({ pace: 'real' }) });
  calls.add(toCall('Second'));
  stream.flush();
  const [third] = await readUntil(answer, () => true);
  expect(third).toEqual({
    nowMs: 42,
    calls: { rows: [{ ...toCall('Second'), number: 2 }], total: 2 },
  });
});

test('a reader that does not read costs a bounded memory, and later gets the latest rows', async () => {
  const { calls, stream, responses, connect } = await start();
  const answer = await connect();
  answer.pause();
  const filler = 'x'.repeat(2_000);
  let added = 0;
  const addAndFlush = async () => {
    for (let row = 0; row < 100; row += 1) calls.add(toCall(`${filler} ${++added}`));
    stream.flush();
    await delay(1);
  };
  const [response] = responses;
  while ((response?.writableLength ?? 0) < MAX_UNREAD_BYTES) await addAndFlush();
  const full = response?.writableLength ?? 0;
  for (let round = 0; round < 20; round += 1) await addAndFlush();
  expect(response?.writableLength).toBe(full);
  // One message with all kept rows can exceed the limit, not more.
  expect(full).toBeLessThan(MAX_UNREAD_BYTES + 500 * 2_200);

  const changes = await readUntil(answer, ({ calls: rows }) => rows?.total === added);
  const last = changes.at(-1)?.calls;
  expect(last?.rows).toHaveLength(500);
  expect(last?.rows.at(-1)?.operation).toMatch(new RegExp(` ${added}$`));
});

test('refuses the ninth reader, and takes one when another has left', async () => {
  const { responses, refused, connect } = await start();
  const answers = await Promise.all(Array.from({ length: 8 }, connect));
  expect((await connect()).statusCode).toBe(503);
  expect([responses.length, refused.length]).toEqual([8, 1]);
  const left = new Promise((resolve) => responses[0]?.once('close', resolve));
  for (const answer of answers) answer.destroy();
  await left;
  expect((await connect()).statusCode).toBe(200);
});
