import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toProgramFile } from '../../src/program-files.js';
import {
  type HandlerProcess,
  startHandler,
  toHandlerEnvironment,
} from '../support/handler-process.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const EVENT = { valkeyLab: 'verify' };

interface Trial {
  readonly name: string;
  readonly expected: string | null;
  readonly outcome: string;
  readonly reply: string;
}

describe('the built handler with the verify event', () => {
  let cache: TlsCache;
  let handler: HandlerProcess;
  let environment: Record<string, string>;
  beforeEach(async () => {
    cache = await startTlsCache();
    environment = toHandlerEnvironment(cache);
    handler = startHandler(environment);
  });
  afterEach(async () => {
    await handler.close();
    await cache.close();
  });

  async function verify(): Promise<readonly Trial[]> {
    const { value } = await handler.invoke(EVENT);
    return (value as { valkeyLab: { verify: readonly Trial[] } }).valkeyLab.verify;
  }

  test('detects a server that accepts any password of the user', async () => {
    const entered = (await verify())
      .filter(({ expected, outcome }) => expected === 'refused' && outcome === 'accepted')
      .map(({ name }) => name);

    expect(entered).toEqual([
      ...['no-auth', 'wrong-password', 'default-user', 'user-mismatch', 'other-cache'],
      ...['expired', 'stretched', 'other-region'],
      ...['altered-signature', 'no-session-token', 'hello', 'after-refusal'],
    ]);
  });

  test('does not count other errors as refusals, and repeats them until the time is over', async () => {
    await handler.close();
    handler = startHandler(environment, { timeoutMs: 9_000 });
    cache.alterReply = (reply) =>
      reply.includes('WRONGPASS') ? Buffer.from('-ERR max number of clients reached\r\n') : reply;

    expect((await verify()).find(({ name }) => name === 'other-user')).toMatchObject({
      outcome: 'unclear',
      reply: 'ERR max number of clients reached',
    });
  });

  test('repeats attempts whose login the cache does not check, and makes at most four at once', async () => {
    const THROTTLED = '-ERR Exceeded limit of IAM Authentication requests\r\n';
    let atOnce = 0;
    let most = 0;
    cache.beforeAuth = async (count) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 100));
      atOnce -= 1;
      if (count % 3 !== 0) return;
      cache.alterReply = () => {
        delete cache.alterReply;
        return Buffer.from(THROTTLED);
      };
    };

    const trials = await verify();

    expect(trials.filter(({ outcome }) => outcome === 'unclear')).toEqual([]);
    expect(trials.map(({ reply }) => reply).join()).not.toContain('Exceeded limit');
    expect(cache.tokens.length).toBeGreaterThan(trials.length);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('does not count a connection that was cut as a refusal', async () => {
    cache.beforeAuth = async (count) => {
      if (count === 5) await cache.cut();
    };

    const closed = (await verify()).filter(({ reply }) => reply.includes('closed the connection'));

    // A server without TLS on this port closes the connection of `plain-tcp`.
    expect(closed.map(({ name }) => name)).toEqual(['plain-tcp']);
  });

  test.each([
    ['a connection that was cut', ''],
    ['a login that is not checked', '-ERR service is not available\r\n'],
    ['a script that keeps the cache busy', '-BUSY Valkey is busy running a script.\r\n'],
  ])('does not count %s as the refusal that comes before a command', async (_, words) => {
    await handler.close();
    handler = startHandler(environment, { timeoutMs: 8_000 });
    // The first login is that of the correct token.
    cache.beforeAuth = async (count) => {
      if (count > 1) cache.alterReply = () => Buffer.from(words);
      if (count > 1 && words === '') await cache.cut();
    };

    const { value } = await handler.invoke({ ...EVENT, only: ['after-refusal'] });

    expect(value).toMatchObject({
      valkeyLab: { verify: [{ name: 'after-refusal', outcome: 'unclear' }] },
    });
  });

  test('does not count a failover as the refusal of a connection without TLS', async () => {
    await handler.close();
    handler = startHandler(environment, { timeoutMs: 8_000 });
    // The first login is that of the correct token.
    cache.beforeAuth = async () => {
      cache.resetsConnections = true;
    };

    const { value } = await handler.invoke({ ...EVENT, only: ['plain-tcp'] });

    expect(value).toMatchObject({
      valkeyLab: { verify: [{ name: 'plain-tcp', outcome: 'unclear' }] },
    });
  });

  test('reports that the cache cannot be reached', async () => {
    await handler.close();
    handler = startHandler({ ...environment, CACHE_PORT: '1' });

    expect(await handler.invoke(EVENT)).toMatchObject({ errorType: 'IamAuth.Unreachable' });
  });

  test.each([{}, { valkeyLab: true }, { valkeyLab: { verify: true } }, { verify: 'valkeyLab' }])(
    'makes the usual round trip with the event %j',
    async (event) => {
      expect(await handler.invoke(event)).toEqual({ value: 'Fetched value from Valkey' });
    },
  );

  test('makes only the attempts that the event names', async () => {
    const { value } = await handler.invoke({ ...EVENT, only: ['token', 'expired', 'unknown'] });

    expect(value).toMatchObject({
      valkeyLab: { verify: [{ name: 'expired' }, { name: 'token' }] },
    });
  });

  test('ignores everything else in the event', async () => {
    const { value } = await handler.invoke({ ...EVENT, host: 'example.com', attempts: [] });

    expect(JSON.stringify(value)).not.toContain('example.com');
    expect((value as { valkeyLab: { verify: unknown[] } }).valkeyLab.verify).toHaveLength(25);
  });

  test('keeps the code of verify in a file that other invocations do not load', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-test-handler-'));
    const file = join(folder, 'index.mjs');
    await copyFile(toProgramFile('handler/index.mjs'), file);
    const alone = startHandler(environment, { file });
    try {
      expect(await alone.invoke()).toEqual({ value: 'Fetched value from Valkey' });
      expect((await alone.invoke(EVENT)).errorMessage).toContain('verify.mjs');
    } finally {
      await alone.close();
      await rm(folder, { recursive: true });
    }
  });
});
