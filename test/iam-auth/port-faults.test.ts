import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isUnavailable } from '../../src/iam-auth/index.js';
import { createIamAuthClient } from '../../src/iam-auth/ioredis.js';
import { type LocalAws, type LocalCache, startLocalAws } from '../../src/local.js';

const HOUR_MS = 3_600_000;
/** A token takes a call to STS. */
const PATIENT = { timeout: 10_000 };

describe('the client for ioredis, while faults strike the cache', () => {
  let aws: LocalAws;
  let cache: LocalCache;
  let client: ReturnType<typeof createIamAuthClient>;
  const errors: Error[] = [];
  let closed = 0;
  beforeEach(async () => {
    aws = await startLocalAws();
    cache = await aws.createCache({ user: 'app' });
    errors.length = 0;
    closed = 0;
  });
  afterEach(async () => {
    client.disconnect();
    await aws.close();
  });

  const open = () => {
    // 0: no pause before the client connects again, apart from those of the adapter.
    const redisOptions = { retryStrategy: () => 0, maxRetriesPerRequest: null };
    client = createIamAuthClient({ ...cache, redisOptions });
    client.on('error', (error) => errors.push(error)).on('close', () => (closed += 1));
    return client;
  };
  const play = (...rules: Parameters<LocalAws['setFaults']>[0]['rules']) =>
    aws.setFaults({ rules });

  test.each(['login-throttled', 'iam-unavailable', 'busy', 'too-many-clients'] as const)(
    '%s: it connects after a pause, and its error says that the login was not checked',
    async (kind) => {
      play({ kind, count: 1 });
      expect(await open().ping()).toBe('PONG');
      expect(errors.map(isUnavailable)).toEqual([true]);
      expect(aws.compatibility()).toEqual([]);
    },
  );

  test.each(['login-throttled', 'iam-unavailable'] as const)(
    '%s: a renewal that is refused comes again, and the connection stays',
    async (kind) => {
      await open().set('a', 1);
      // The slow one shows in the call log when the second attempt comes.
      play({ kind, at: 'renewal', count: 1 }, { kind: 'slow-reply', at: 'renewal', ms: 1 });
      aws.advance(11.5 * HOUR_MS); // the latest time of a renewal
      await vi.waitFor(() => expect(errors.map(isUnavailable)).toEqual([true]), PATIENT);
      expect(await client.get('a')).toBe('1');
      // The next attempt succeeds, so the connection lives longer than 12 hours.
      aws.advance(90_000); // the longest pause before the next attempt
      const faults = () => aws.calls().flatMap(({ fault }) => (fault ? [fault] : []));
      await vi.waitFor(() => expect(faults()).toEqual([kind, 'slow-reply']), PATIENT);
      expect(await client.get('a')).toBe('1');
      aws.advance(HOUR_MS);
      expect(await client.get('a')).toBe('1');
      expect(closed).toBe(0);
    },
  );

  test('busy: a command fails with Valkey’s words, and the next one works', async () => {
    await open().set('a', 1);
    play({ kind: 'busy', count: 1 });
    await expect(client.get('a')).rejects.toThrow(/^BUSY /);
    expect(await client.get('a')).toBe('1');
  });

  test('connection-dropped: ioredis connects again and repeats the command', async () => {
    await open().set('a', 1);
    play({ kind: 'connection-dropped', at: 'command', count: 1 });
    expect(await client.get('a')).toBe('1');
  });

  test('slow-reply: the reply comes late', async () => {
    await open().set('a', 1);
    play({ kind: 'slow-reply', ms: 80, count: 1 });
    const started = performance.now();
    expect(await client.get('a')).toBe('1');
    expect(performance.now() - started).toBeGreaterThan(79);
  });

  test('failover: the client is back with the endpoint, and finds its data', async () => {
    await open().set('a', 1);
    const closed = new Promise((resolve) => client.once('close', resolve));
    play({ kind: 'failover', ms: 60_000 });
    await closed;
    await vi.waitFor(() => expect(errors).not.toEqual([]), PATIENT);
    expect(errors[0]).toMatchObject({
      name: expect.stringMatching(/^IamAuth\.(TlsFailed|ConnectionLost)$/),
    });
    play();
    aws.advance(60_000);
    expect(await client.get('a')).toBe('1');
  });
});
