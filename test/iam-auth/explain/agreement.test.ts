import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TokenRule, verifyToken } from '../../../src/emulator/cache/login/token.js';
import type { AwsState } from '../../../src/emulator/state/state.js';
import { explain } from '../../../src/iam-auth/explain/explain.js';
import type { RuleName } from '../../../src/iam-auth/explain/finding.js';
import { createIamAuthToken } from '../../../src/iam-auth/token.js';
import {
  ADMINISTRATOR,
  createAccountState,
  createCache,
  createRoleSession,
} from '../../emulator/cache/support/account.js';
import { signOddToken } from '../../emulator/cache/support/odd-token.js';
import { signToken } from '../../emulator/cache/support/token.js';

/** The local endpoint's verification and the library's explanation share no code. */

const NOW = Date.parse('2026-03-01T12:00:00Z');
const CONNECT = [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: '*' }];

/** For each rule of the endpoint, the rules of the library that may explain its refusal. */
const SAME: Readonly<Partial<Record<TokenRule, readonly RuleName[]>>> = {
  'token-format': ['format', 'scheme', 'parameters', 'path'],
  'token-parameter': ['format', 'parameters'],
  'token-host': ['format', 'host', 'scheme'],
  'token-path': ['path', 'format'],
  'token-action': ['action'],
  'token-user': ['user'],
  'token-resource-type': ['resource-type'],
  'token-algorithm': ['algorithm'],
  'token-scope': ['scope'],
  'token-service': ['service'],
  'token-region': ['region'],
  'token-signed-headers': ['signed-headers'],
  'token-date': ['date'],
  'token-future': ['future'],
  'token-lifetime': ['lifetime'],
  'token-expired': ['expired'],
  'session-token': ['session-token'],
  signature: ['signature'],
  'user-group': ['user'],
};

const aws: AwsState = createAccountState({ 'resource-type': 'strict' });
const session = createRoleSession(aws, CONNECT, { expiresAtMs: NOW + 3_600_000 });
const cache = createCache('cache-01');

/** Runs both programs on one login. */
async function compare(token: string, username: string, credentials = session) {
  const region = 'us-east-1';
  const verdict = verifyToken({ token, username, cache, aws, region, nowMs: NOW });
  const findings = await explain({
    ...{ token, username, cacheName: 'cache-01', region, credentials },
    now: () => NOW,
  });
  const broken = findings.filter(({ ok }) => ok === false).map(({ rule }) => rule);
  const open = findings.filter(({ ok }) => ok === null).map(({ rule }) => rule);
  return { verdict, findings, broken, open };
}

async function expectAgreement(token: string, username: string): Promise<void> {
  const { verdict, findings, broken, open } = await compare(token, username);
  const shown = JSON.stringify(findings);
  const { secretAccessKey, sessionToken = '', accessKeyId } = session;
  for (const secret of [secretAccessKey, sessionToken, accessKeyId]) {
    expect(shown).not.toContain(secret);
  }
  expect(shown).not.toMatch(/[0-9a-f]{24}/);
  if (verdict.ok) {
    expect(broken).toEqual([]);
    expect(open).toEqual([]);
  } else if (verdict.rule === 'token-resource-type' && open.includes('resource-type')) {
    // AWS may accept a token without the type (F4.5), so explain does not call it broken.
    expect(token).not.toContain('ResourceType=');
  } else if (verdict.rule === 'key-unknown') {
    // Only AWS knows the owner of this key, so the signature must stay undecided.
    expect([...broken, ...open].some((rule) => SIGNED.includes(rule))).toBe(true);
  } else {
    // A text that cannot be parsed has only the finding `format`.
    const same: readonly RuleName[] = ['format', ...(SAME[verdict.rule] ?? [])];
    const isExplained = broken.some((rule) => same.includes(rule));
    expect(isExplained, `${verdict.rule}: ${verdict.detail} ${shown}`).toBe(true);
  }
}

const SIGNED: readonly RuleName[] = ['signature', 'format', 'parameters', 'scope'];

/** Generates a change to the text of a token. */
const mutation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      at: fc.nat(),
      put: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('é', '\ud800', '\0', '&', '=')),
      cut: fc.nat(3),
    }),
  },
  fc.record({
    name: fc.nat(9),
    value: fc.constantFrom('', '1', 'x', '901', 'HOST', '%', '20250230T000000Z'),
  }),
  fc.record({ drop: fc.nat(9) }),
  fc.record({ twice: fc.nat(9) }),
  fc.record({ whole: fc.constantFrom('upper', 'decoded', 'encoded', 'html', 'scheme', 'newline') }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(token: string, change: Mutation): string {
  if ('at' in change) {
    const at = change.at % (token.length + 1);
    return token.slice(0, at) + change.put + token.slice(at + change.cut);
  }
  if ('whole' in change) return mutateWhole(token, change.whole);
  const [head = '', query = ''] = token.split('?');
  const pairs = query.split('&');
  if ('name' in change) {
    const at = change.name % pairs.length;
    pairs[at] = `${pairs[at]?.split('=')[0]}=${change.value}`;
  } else if ('drop' in change) pairs.splice(change.drop % pairs.length, 1);
  else pairs.push(pairs[change.twice % pairs.length] ?? '');
  return `${head}?${pairs.join('&')}`;
}

function mutateWhole(token: string, how: string): string {
  if (how === 'upper') return token.toUpperCase();
  if (how === 'decoded') return token.replace(/%2[BF]|%3D/g, decodeURIComponent);
  if (how === 'encoded') return token.replace(/[%&=?/+]/g, encodeURIComponent);
  if (how === 'html') return token.replaceAll('&', '&amp;');
  return how === 'scheme' ? `https://${token}` : `${token}\n`;
}

describe("the endpoint's verification and explain", () => {
  test('agree on any correctly signed token: explain names the rule of each refusal', async () => {
    const texts = fc.constantFrom('cache-01', 'Cache-01', 'cache-02', 'cache-01.example.com');
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          host: fc.oneof({ weight: 3, arbitrary: fc.constant('cache-01') }, texts),
          user: fc.constantFrom('iam-user-01', 'iam-user-01', 'iam-user-01', 'IAM-USER-01', 'app'),
          type: fc.constantFrom('ServerlessCache', 'ServerlessCache', undefined, 'serverlesscache'),
          action: fc.constantFrom('connect', 'connect', 'connect', 'Connect'),
          region: fc.constantFrom('us-east-1', 'us-east-1', 'eu-west-1'),
          service: fc.constantFrom('elasticache', 'elasticache', 'elasticache', 'redis'),
          ageSeconds: fc.oneof(
            fc.integer({ min: -20, max: 1000 }),
            fc.constantFrom(900, 899, -5, -6),
          ),
          expiresIn: fc.constantFrom(900, 900, 900, 1, 901, 3600, 604_800),
          hasSession: fc.constantFrom(true, true, true, false),
          username: fc.constantFrom('iam-user-01', 'iam-user-01', 'iam-user-01', 'default'),
        }),
        async ({ user, type, action, ageSeconds, hasSession, username, ...parts }) => {
          const query = { Action: action, User: user, ...(type && { ResourceType: type }) };
          const credential = hasSession ? session : { ...session, sessionToken: '' };
          const signedAtMs = NOW - ageSeconds * 1000;
          const token = await signToken({ ...parts, query, credential, signedAtMs });
          await expectAgreement(token, username);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('agree on any token that was changed after signing, and explain shows none of its secrets', async () => {
    const token = await createIamAuthToken({
      ...{ cacheName: 'cache-01', userId: 'iam-user-01', region: 'us-east-1' },
      ...{ credentials: session, now: () => NOW },
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (changes) => {
        await expectAgreement(changes.reduce(mutate, token), 'iam-user-01');
      }),
      { numRuns: 2_000 },
    );
  });

  test('agree on any token with a correct signature and values that no SDK writes', async () => {
    const pad = (value: number) => String(value).padStart(2, '0');
    const dates = fc
      .record({ month: fc.integer({ min: 1, max: 13 }), day: fc.integer({ min: 28, max: 32 }) })
      .map(({ month, day }) => `2026${pad(month)}${pad(day)}T115959Z`);
    const expires = fc
      .record({ zeros: fc.nat(3), seconds: fc.constantFrom('900', '0', '', '901', '9e2', '+900') })
      .map(({ zeros, seconds }) => `${'0'.repeat(zeros)}${seconds}`);
    const odd = fc.record({
      'X-Amz-Date': fc.oneof(fc.constant('20260301T115959Z'), dates),
      'X-Amz-Expires': fc.oneof(fc.constant('900'), expires),
      sessionToken: fc.constantFrom('right', 'right', 'empty', 'none'),
    });
    await fc.assert(
      fc.asyncProperty(odd, async ({ sessionToken, ...parameters }) => {
        const credential = sessionToken === 'right' ? session : { ...session, sessionToken: '' };
        const { sessionToken: _none, ...without } = session;
        const token = signOddToken(sessionToken === 'none' ? without : credential, parameters);
        await expectAgreement(token, 'iam-user-01');
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, TokenRule, RuleName, object, boolean]>([
    [
      'a lifetime with a leading zero',
      'token-lifetime',
      'lifetime',
      { 'X-Amz-Expires': '0900' },
      true,
    ],
    ['30 February', 'token-date', 'date', { 'X-Amz-Date': '20260230T115959Z' }, true],
    [
      'an empty session token',
      'session-token',
      'session-token',
      { 'X-Amz-Security-Token': '' },
      false,
    ],
  ])('both refuse %s', async (_what, refused, explained, odd, isSession) => {
    const credential = isSession ? session : ADMINISTRATOR;
    const token = signOddToken(credential, { 'X-Amz-Date': '20260301T115959Z', ...odd });
    const { verdict, broken } = await compare(token, 'iam-user-01', credential);

    expect(verdict).toMatchObject({ ok: false, rule: refused });
    expect(broken).toContain(explained);
  });

  test('agree that an unchanged token is valid', async () => {
    const token = await signToken({ credential: session, signedAtMs: NOW });
    expect((await compare(token, 'iam-user-01')).verdict.ok).toBe(true);
    await expectAgreement(token, 'iam-user-01');
  });
});
