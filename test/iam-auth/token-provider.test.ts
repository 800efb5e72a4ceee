import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IamAuthTokenProvider, systemClock } from '../../src/iam-auth/index.js';
import { MINUTE_MS, type ProviderLab, SECRET, START, startProviderLab } from './provider-lab.js';

describe('IamAuthTokenProvider', () => {
  let lab: ProviderLab;
  beforeEach(() => {
    lab = startProviderLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('signs names in lower case', async () => {
    expect(await lab.create().getAuthToken()).toMatch(
      /^cache-01\/\?Action=connect&User=iam-user-01&/,
    );
  });

  test('signs ResourceType for a serverless cache, but not for a replication group', async () => {
    const of = (target: object) =>
      lab.create({ cacheName: undefined, ...target } as object).getAuthToken();

    expect(await of({ cacheName: 'c' })).toContain('&ResourceType=ServerlessCache&');
    expect(await of({ cacheName: 'c', serverless: false })).not.toContain('ResourceType');
    expect(await of({ replicationGroupId: 'C' })).toMatch(/^c\/\?Action=connect&User=[^&]+&X-Amz/);
  });

  test.each([
    [{ cacheName: 'c.amazonaws.com' }, /not its endpoint/],
    [{ cacheName: undefined }, /either cacheName or replicationGroupId/],
    [{ replicationGroupId: 'group' }, /either cacheName or replicationGroupId/],
    [{ cacheName: undefined, replicationGroupId: 'g', serverless: true }, /is not serverless/],
    [{ userId: 'user.name' }, /user id/],
    [{ region: '' }, /region/],
  ])('the constructor refuses %j', (change, message) => {
    expect(() => lab.create(change as object)).toThrow(message);
    expect(lab.asked).toEqual([]);
  });

  test('uses the time of `now` without a clock', async () => {
    await using provider = new IamAuthTokenProvider({
      ...{ cacheName: 'c', userId: 'u', region: 'us-east-1', credentials: lab.credentials() },
      now: () => START + 60 * MINUTE_MS,
    });

    expect(lab.signedAt(await provider.getAuthToken())).toBe(60);
  });

  test('reads the credentials once for parallel calls', async () => {
    const provider = lab.create();

    const tokens = await Promise.all(
      Array.from({ length: 1_000 }, () => provider.getNewAuthToken()),
    );

    expect(new Set(tokens).size).toBe(1);
    expect(lab.asked).toHaveLength(1);
  });

  test('reports expired credentials', async () => {
    lab.answer = async () => lab.credentials(-1);

    await expect(lab.create().getAuthToken()).rejects.toMatchObject({
      reason: 'CredentialsExpired',
      message: expect.stringMatching(/expired at 2025-12-31T23:59:00.000Z.*clock.*sso login/),
    });
  });

  test('calls listeners with a new token before the last one expires, also after a failure, until they leave', async () => {
    const provider = lab.create();
    await provider.getAuthToken();
    const heard: number[] = [];
    const leave = provider.onToken((token) => heard.push(lab.signedAt(token)));
    const pass = (minutes: number) => lab.clock.advance(minutes * MINUTE_MS);

    pass(10.5);
    await vi.waitUntil(() => heard.length === 1);
    lab.answer = () => Promise.reject(new Error('no network'));
    pass(10.5);
    await turn(); // lets the provider handle the failure
    lab.answer = async () => lab.credentials();
    pass(0.5);
    await vi.waitUntil(() => heard.length === 2);
    expect(heard).toEqual([10.5, 21.5]);

    leave();
    pass(60);
    await provider.getAuthToken();
    expect(heard).toHaveLength(2);
    expect(lab.asked).toHaveLength(5);
  });

  test('sets no timers inside Lambda, and elsewhere only timers that do not keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    const before = timers().length;
    const set = vi.spyOn(globalThis, 'setTimeout');
    const provider = lab.create({ clock: systemClock, credentials: lab.credentials() });
    const leave = provider.onToken(() => {});
    await provider.getAuthToken();
    expect(set).toHaveBeenCalled();
    expect(timers()).toHaveLength(before);
    leave();

    set.mockClear();
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'AccessValkey');
    provider.onToken(() => {});
    await provider.getNewAuthToken();
    expect(set).not.toHaveBeenCalled();
    vi.unstubAllEnvs();
    set.mockRestore();
  });

  test('shows neither token nor secrets in any printed form', async () => {
    const provider = lab.create({ credentials: lab.credentials() });
    const token = await provider.getAuthToken();
    const signature = token.split('X-Amz-Signature=')[1] ?? '';

    const shown = [
      inspect(provider, { depth: 9, showHidden: true }),
      JSON.stringify({ provider }),
      `${provider}`,
    ].join('\n');

    expect(shown).toContain('[redacted]');
    expect(shown).toContain('iam-user-01');
    for (const secret of [signature, SECRET, 'session', 'ASIA'])
      expect(shown).not.toContain(secret);
  });

  test('returns no token after close(), and closes at the end of a block with `await using`', async () => {
    const provider = lab.create();
    {
      await using used = provider;
      await used.getAuthToken();
    }

    await expect(provider.getAuthToken()).rejects.toMatchObject({ reason: 'Closed' });
    expect(provider.expiresAt).toBeUndefined();
    await provider.close();
  });
});
