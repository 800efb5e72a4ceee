import { describe, expect, test } from 'vitest';
import { verifyToken } from '../../src/emulator/cache/login/token.js';
import { explain } from '../../src/iam-auth/explain/explain.js';
import {
  ADMINISTRATOR,
  createAccountState,
  createCache,
  createRoleSession,
  REGION,
} from '../emulator/cache/support/account.js';
import { signOddToken } from '../emulator/cache/support/odd-token.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const DATE = '20260301T115959Z';
const CONNECT = [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: '*' }];

const aws = createAccountState({ 'resource-type': 'strict' });
const session = createRoleSession(aws, CONNECT, { expiresAtMs: NOW + 3_600_000 });
const cache = createCache('cache-01');

/** Values of X-Amz-Expires in correctly signed tokens, so only the rule for the parameter can refuse them. */
const ODD_LIVES = ['0900', '00900', '+900', '900.0', '9e2', '0x384', ' 900', '900 ', '-1', '0', ''];
const ODD_DATES = [
  ...['20260230T115959Z', '20260229T115959Z', '20260431T115959Z', '20261301T115959Z'],
  ...['20260301T245959Z', '20260301T116059Z', '20260301T115960Z', '2026-03-01T11:59:59Z', ''],
];
/** Changes of a signed token: a part is missing, repeated or different. */
const CHANGES: readonly ((token: string) => string)[] = [
  (token) => token.toUpperCase(),
  (token) => token.replace('cache-01', 'CACHE-01'),
  (token) => token.replace('cache-01/', 'cache-01//'),
  (token) => token.replace('?', '/?'),
  (token) => `https://${token}`,
  (token) => `${token}\n`,
  (token) => `${token}\0`,
  (token) => `${token}#`,
  (token) => `${token}&User=default`,
  (token) => `${token}&`,
  (token) => token.replace(/=/g, '%3D'),
  (token) => token.replace('Action=connect', 'action=connect'),
  (token) => token.replace(/(X-Amz-Signature=)../, '$100'),
  (token) => token.replace(/X-Amz-Signature=[0-9a-f]+/, 'X-Amz-Signature='),
  ...Array.from({ length: 9 }, (_, at) => (token: string) => withoutPart(token, at)),
  ...Array.from({ length: 9 }, (_, at) => (token: string) => withPartTwice(token, at)),
];

function splitToken(token: string): [string, string[]] {
  const [head = '', query = ''] = token.split('?');
  return [head, query.split('&')];
}

function withoutPart(token: string, at: number): string {
  const [head, pairs] = splitToken(token);
  return `${head}?${pairs.toSpliced(at, 1).join('&')}`;
}

function withPartTwice(token: string, at: number): string {
  const [head, pairs] = splitToken(token);
  return `${head}?${[...pairs, pairs[at] ?? ''].join('&')}`;
}

/** Expects that the endpoint refuses the token, and that the library finds a problem in it. */
async function expectRefused(token: string, credentials = session): Promise<void> {
  const username = 'iam-user-01';
  const verdict = verifyToken({ token, username, cache, aws, region: REGION, nowMs: NOW });
  const findings = await explain({
    ...{ token, username, cacheName: 'cache-01', region: REGION, credentials },
    now: () => NOW,
  });
  expect(verdict.ok, token).toBe(false);
  expect(
    findings.some(({ ok }) => ok === false),
    token,
  ).toBe(true);
}

describe('a token that no SDK would create', () => {
  test('is accepted when only its signer is unusual', () => {
    const token = signOddToken(session, { 'X-Amz-Date': DATE });
    const username = 'iam-user-01';
    const verdict = verifyToken({ token, username, cache, aws, region: REGION, nowMs: NOW });
    expect(verdict.ok).toBe(true);
  });

  test('is refused for its lifetime', async (context) => {
    const lives = sample(ODD_LIVES);
    const row = {
      area: 'tokens',
      name: 'a lifetime that is not a plain number',
      times: lives.length,
    } as const;
    await attack(context, row, async () => {
      for (const life of lives) {
        await expectRefused(signOddToken(session, { 'X-Amz-Date': DATE, 'X-Amz-Expires': life }));
      }
    });
  });

  test('is refused for its date', async (context) => {
    const dates = sample(ODD_DATES);
    const row = {
      area: 'tokens',
      name: 'a day or time that does not exist',
      times: dates.length,
    } as const;
    await attack(context, row, async () => {
      for (const date of dates) await expectRefused(signOddToken(session, { 'X-Amz-Date': date }));
    });
  });

  test('is refused for an empty session token', async (context) => {
    await attack(
      context,
      { area: 'tokens', name: 'an empty session token', times: 2 },
      async () => {
        const odd = { 'X-Amz-Date': DATE, 'X-Amz-Security-Token': '' };
        await expectRefused(signOddToken(ADMINISTRATOR, odd), ADMINISTRATOR);
        await expectRefused(signOddToken(session, odd));
      },
    );
  });

  test('is refused when it was changed after signing', async (context) => {
    const changes = sample(CHANGES);
    const row = { area: 'tokens', name: 'changed after signing', times: changes.length } as const;
    await attack(context, row, async () => {
      const token = signOddToken(session, { 'X-Amz-Date': DATE });
      for (const change of changes) await expectRefused(change(token));
    });
  });
});
