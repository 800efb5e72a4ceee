import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIamAuthClient as createIoredis } from '../../../src/iam-auth/ioredis.js';
import { createIamAuthClient as createNodeRedis } from '../../../src/iam-auth/node-redis.js';
import { type LongLab, startLongLab } from './long-lab.js';

const QUARTER_MS = 900_000;
const LOST_CONNECTION = /12 hours without a new AUTH/;

interface Subscriber {
  subscribe(take: (message: string) => void): Promise<unknown>;
  close(): unknown;
}

type Open = (lab: LongLab, protocol: 2 | 3) => Promise<Subscriber>;

const openIoredis: Open = async ({ options }, protocol) => {
  const client = createIoredis({ ...options, redisOptions: { protocol } }).duplicate();
  return {
    subscribe(take) {
      client.on('message', (_channel: string, message: string) => take(message));
      return client.subscribe('news');
    },
    close: () => client.disconnect(),
  };
};

const openNodeRedis: Open = async ({ options }, protocol) => {
  const client = createNodeRedis({ ...options, redisOptions: { RESP: protocol } }).duplicate();
  client.on('error', () => {});
  await client.connect();
  return {
    subscribe: (take) => client.subscribe('news', take),
    close: () => client.destroy(),
  };
};

describe.each([
  ['ioredis', 2, openIoredis],
  ['ioredis', 3, openIoredis],
  ['node-redis', 2, openNodeRedis],
  ['node-redis', 3, openNodeRedis],
] as const)('25 hours of a subscriber: %s with RESP%i', (_name, protocol, open) => {
  let long: LongLab;
  const closers: (() => unknown)[] = [];
  beforeEach(async () => {
    long = await startLongLab();
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    await long[Symbol.asyncDispose]();
  });

  test('receives a message at the end. With RESP 2, it has connected and subscribed again', async () => {
    const heard: string[] = [];
    const subscriber = await open(long, protocol);
    const publisher = createIoredis(long.options);
    closers.push(subscriber.close, () => publisher.disconnect());
    await subscriber.subscribe((message) => heard.push(message));
    await publisher.publish('news', 'first');

    for (let quarter = 1; quarter <= 100; quarter += 1) {
      if (quarter % 4 === 0) long.rotate();
      long.lab.emulator.advance(QUARTER_MS);
      await publisher.ping();
    }
    await vi.waitUntil(async () => (await publisher.publish('news', 'last')) === 1, {
      timeout: 5_000,
    });
    await vi.waitUntil(() => heard.includes('last'));

    expect(heard[0]).toBe('first');
    const hasEnded = long.lab.log.some((line) => LOST_CONNECTION.test(line));
    expect(hasEnded).toBe(protocol === 2);
  });
});
