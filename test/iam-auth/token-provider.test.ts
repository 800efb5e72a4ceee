import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, createClock } from '../../src/emulator/index.js';
import {
  IamAuthTokenProvider,
  type IamAuthTokenProviderOptions,
  type IamCredentials,
  systemClock,
} from '../../src/iam-auth/index.js';
import { followClock } from '../support/iam-clock.js';

const MINUTE_MS = 60_000;
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const START = Date.UTC(2026, 0, 1);

describe('IamAuthTokenProvider', () => {
  let clock: Clock;
  /** What was asked of the credentials' source. */
  let asked: unknown[];
  /** What it answers. */
  let answer: (options?: { forceRefresh?: boolean }) => Promise<IamCredentials>;
  let opened: IamAuthTokenProvider[];
  beforeEach(() => {
    clock = createClock(() => START);
    asked = [];
    answer = async () => credentials();
    opened = [];
  });
  afterEach(() => Promise.all(opened.map((provider) => provider.close())));

  const credentials = (minutes?: number, accessKeyId = 'ASIAIOSFODNN7EXAMPLE'): IamCredentials => ({
    ...{ accessKeyId, secretAccessKey: SECRET, sessionToken: 'session' },
    expiration: minutes === undefined ? undefined : new Date(clock.now() + minutes * MINUTE_MS),
  });

  function create(change: Partial<IamAuthTokenProviderOptions> = {}): IamAuthTokenProvider {
    const provider = new IamAuthTokenProvider({
      ...{ cacheName: 'Cache-01', userId: 'IAM-User-01', region: 'us-east-1' },
      credentials: (options) => {
        asked.push(options);
        return answer(options);
      },
      clock: followClock(clock),
      random: () => 0.5,
      ...change,
    } as IamAuthTokenProviderOptions);
    opened.push(provider);
    return provider;
  }

  /** Minutes after the start. */
  const signedAt = (token: string) => {
    const [, day, time] = /X-Amz-Date=(\d{8})T(\d{6})Z/.exec(token) ?? [];
    const iso = `${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
    return (Date.parse(iso) - START) / MINUTE_MS;
  };

  test('signs names in lower case', async () => {
    expect(await create().getAuthToken()).toMatch(/^cache-01\/\?Action=connect&User=iam-user-01&/);
  });

  test('says that a token is for a serverless cache, and not for a replication group', async () => {
    const of = (target: object) =>
      create({ cacheName: undefined, ...target } as object).getAuthToken();

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
  ])('refuses %j when it is made', (change, message) => {
    expect(() => create(change as object)).toThrow(message);
    expect(asked).toEqual([]);
  });

  test.each([
    [0, 9],
    [0.5, 10.5],
    [1, 12],
  ])(
    'replaces a token when 60 to 80 %% of its life are over: by chance %f after %f minutes',
    async (random, minutes) => {
      const provider = create({ random: () => random });
      await provider.getAuthToken();

      clock.advance(minutes * MINUTE_MS - 1);
      expect(signedAt(await provider.getAuthToken())).toBe(0);
      clock.advance(1);
      expect(signedAt(await provider.getAuthToken())).toBe(minutes);
    },
  );

  test("takes the time of `now` where only that is another than the machine's", async () => {
    const provider = new IamAuthTokenProvider({
      ...{ cacheName: 'c', userId: 'u', region: 'us-east-1', credentials: credentials() },
      now: () => START + 60 * MINUTE_MS,
    });
    opened.push(provider);

    expect(signedAt(await provider.getAuthToken())).toBe(60);
  });

  test('reads the credentials once for all who ask at the same time', async () => {
    const provider = create();

    const tokens = await Promise.all(
      Array.from({ length: 1_000 }, () => provider.getNewAuthToken()),
    );

    expect(new Set(tokens).size).toBe(1);
    expect(asked).toHaveLength(1);
  });

  test('a token ends with the credentials that signed it', async () => {
    answer = async () => credentials(5);
    const provider = create();
    await provider.getAuthToken();

    expect(provider.expiresAt).toEqual(new Date(START + 5 * MINUTE_MS));
    clock.advance(3 * MINUTE_MS);
    answer = async () => credentials(60);
    expect(signedAt(await provider.getAuthToken())).toBe(0);
    clock.advance(0.5 * MINUTE_MS); // 70 % of 5 minutes
    expect(signedAt(await provider.getAuthToken())).toBe(3.5);
    expect(provider.expiresAt).toEqual(new Date(START + 18.5 * MINUTE_MS));
  });

  test('has credentials renewed that have less than 15 minutes left', async () => {
    answer = async (options) => credentials(options?.forceRefresh ? 60 : 14);
    const provider = create();
    await provider.getAuthToken();

    expect(asked).toEqual([undefined, { forceRefresh: true }]);
    expect(provider.expiresAt).toEqual(new Date(START + 15 * MINUTE_MS));
  });

  test('does not ask for a renewal of credentials with 15 minutes left', async () => {
    answer = async () => credentials(15);
    await create().getAuthToken();

    expect(asked).toEqual([undefined]);
  });

  test('takes what there is when a renewal fails or is no better, and asks for the next a minute later', async () => {
    answer = async (options) => {
      if (options?.forceRefresh) throw new Error('throttled');
      return credentials(10);
    };
    const provider = create();
    await provider.getNewAuthToken();
    await provider.getNewAuthToken();
    expect(asked).toEqual([undefined, { forceRefresh: true }, undefined]);

    clock.advance(MINUTE_MS);
    await provider.getNewAuthToken();
    expect(asked).toHaveLength(5);
  });

  test('uses the old token until it dies when no new one can be signed', async () => {
    const provider = create();
    await provider.getAuthToken();
    answer = () => Promise.reject(new Error('no network'));

    clock.advance(14 * MINUTE_MS);
    expect(signedAt(await provider.getAuthToken())).toBe(0);
    expect(signedAt(await provider.getNewAuthToken())).toBe(0);
    const tries = asked.length;
    await provider.getAuthToken();
    expect(asked).toHaveLength(tries); // not at every call

    clock.advance(MINUTE_MS);
    await expect(provider.getAuthToken()).rejects.toMatchObject({ reason: 'CredentialsMissing' });
    answer = async () => credentials();
    expect(signedAt(await provider.getAuthToken())).toBe(15);
  });

  test('says that the credentials have expired', async () => {
    answer = async () => credentials(-1);

    await expect(create().getAuthToken()).rejects.toMatchObject({
      reason: 'CredentialsExpired',
      message: expect.stringMatching(/ended at 2025-12-31T23:59:00.000Z.*clock.*sso login/),
    });
  });

  test('tells listeners of a new token before the last ends, also after a failure, until they leave', async () => {
    const provider = create();
    await provider.getAuthToken();
    const heard: number[] = [];
    const leave = provider.onToken((token) => heard.push(signedAt(token)));
    const pass = (minutes: number) => clock.advance(minutes * MINUTE_MS);

    pass(10.5);
    await vi.waitUntil(() => heard.length === 1);
    answer = () => Promise.reject(new Error('no network'));
    pass(10.5);
    await turn(); // the failure is known
    answer = async () => credentials();
    pass(0.5);
    await vi.waitUntil(() => heard.length === 2);
    expect(heard).toEqual([10.5, 21.5]);

    leave();
    pass(60);
    await provider.getAuthToken();
    expect(heard).toHaveLength(2);
    expect(asked).toHaveLength(5);
  });

  test('has no timers inside Lambda, and elsewhere none that keeps a process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    const before = timers().length;
    const set = vi.spyOn(globalThis, 'setTimeout');
    const provider = create({ clock: systemClock, credentials: credentials() });
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

  test('shows neither token nor secrets, however it is printed', async () => {
    const provider = create({ credentials: credentials() });
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

  test('gives no more tokens when it is closed, and can be closed by a block that ends', async () => {
    const provider = create();
    {
      await using used = provider;
      await used.getAuthToken();
    }

    await expect(provider.getAuthToken()).rejects.toMatchObject({ reason: 'Closed' });
    expect(provider.expiresAt).toBeUndefined();
    await provider.close();
  });
});
