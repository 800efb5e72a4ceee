import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, type ProviderLab, START, startProviderLab } from './provider-lab.js';

describe('a token of IamAuthTokenProvider', () => {
  let lab: ProviderLab;
  beforeEach(() => {
    lab = startProviderLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test.each([
    [0, 9],
    [0.5, 10.5],
    [1, 12],
  ])(
    'is replaced after 60 to 80 %% of its lifetime: with random number %f after %f minutes',
    async (random, minutes) => {
      const provider = lab.create({ random: () => random });
      await provider.getAuthToken();

      lab.clock.advance(minutes * MINUTE_MS - 1);
      expect(lab.signedAt(await provider.getAuthToken())).toBe(0);
      lab.clock.advance(1);
      expect(lab.signedAt(await provider.getAuthToken())).toBe(minutes);
    },
  );

  test('expires with the credentials that signed it', async () => {
    lab.answer = async () => lab.credentials(5);
    const provider = lab.create();
    await provider.getAuthToken();

    expect(provider.expiresAt).toEqual(new Date(START + 5 * MINUTE_MS));
    lab.clock.advance(3 * MINUTE_MS);
    lab.answer = async () => lab.credentials(60);
    expect(lab.signedAt(await provider.getAuthToken())).toBe(0);
    lab.clock.advance(0.5 * MINUTE_MS); // 70 % of 5 minutes
    expect(lab.signedAt(await provider.getAuthToken())).toBe(3.5);
    expect(provider.expiresAt).toEqual(new Date(START + 18.5 * MINUTE_MS));
  });

  test('needs renewed credentials if less than 15 minutes are left', async () => {
    lab.answer = async (options) => lab.credentials(options?.forceRefresh ? 60 : 14);
    const provider = lab.create();
    await provider.getAuthToken();

    expect(lab.asked).toEqual([undefined, { forceRefresh: true }]);
    expect(provider.expiresAt).toEqual(new Date(START + 15 * MINUTE_MS));
  });

  test('needs no renewed credentials if 15 minutes are left', async () => {
    lab.answer = async () => lab.credentials(15);
    await lab.create().getAuthToken();

    expect(lab.asked).toEqual([undefined]);
  });

  test('uses the current credentials when a renewal fails, and asks for the next renewal a minute later', async () => {
    lab.answer = async (options) => {
      if (options?.forceRefresh) throw new Error('throttled');
      return lab.credentials(10);
    };
    const provider = lab.create();
    await provider.getNewAuthToken();
    await provider.getNewAuthToken();
    expect(lab.asked).toEqual([undefined, { forceRefresh: true }, undefined]);

    lab.clock.advance(MINUTE_MS);
    await provider.getNewAuthToken();
    expect(lab.asked).toHaveLength(5);
  });

  test('stays in use until it expires when no new token can be signed', async () => {
    const provider = lab.create();
    await provider.getAuthToken();
    lab.answer = () => Promise.reject(new Error('no network'));

    lab.clock.advance(14 * MINUTE_MS);
    expect(lab.signedAt(await provider.getAuthToken())).toBe(0);
    expect(lab.signedAt(await provider.getNewAuthToken())).toBe(0);
    const tries = lab.asked.length;
    await provider.getAuthToken();
    expect(lab.asked).toHaveLength(tries); // a call does not always try again

    lab.clock.advance(MINUTE_MS);
    await expect(provider.getAuthToken()).rejects.toMatchObject({ reason: 'CredentialsMissing' });
    lab.answer = async () => lab.credentials();
    expect(lab.signedAt(await provider.getAuthToken())).toBe(15);
  });
});
