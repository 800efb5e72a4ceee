import { describe, expect, test } from 'vitest';
import { type AttemptFacts, explain } from '../../../src/iam-auth/explain/explain.js';
import { createIamAuthToken } from '../../../src/iam-auth/token.js';
import { ADMINISTRATOR } from '../../emulator/cache/support/account.js';
import { QUERY, signToken, type TokenParts } from '../../emulator/cache/support/token.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SESSION = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'session/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEBYa+/=session',
};

const FACTS = {
  username: 'iam-user-01',
  cacheName: 'cache-01',
  region: 'us-east-1',
  credentials: ADMINISTRATOR,
  now: () => NOW,
} satisfies Omit<AttemptFacts, 'token'>;

async function explainSigned(parts: TokenParts = {}, facts: Partial<AttemptFacts> = {}) {
  return explain({ token: await signToken({ signedAtMs: NOW, ...parts }), ...FACTS, ...facts });
}

type Findings = Awaited<ReturnType<typeof explain>>;
const broken = (findings: Findings) =>
  findings.filter(({ ok }) => ok === false).map(({ rule }) => rule);
const open = (findings: Findings) =>
  findings.filter(({ ok }) => ok === null).map(({ rule }) => rule);
const find = (findings: Findings, rule: string) => findings.find((each) => each.rule === rule);

describe('explain', () => {
  test('reports that every rule holds for a valid token', async () => {
    const findings = await explainSigned();

    expect(findings.map(({ rule }) => rule)).toEqual([
      'format',
      'scheme',
      'parameters',
      'host',
      'path',
      'action',
      'user',
      'resource-type',
      'algorithm',
      'scope',
      'service',
      'region',
      'signed-headers',
      'date',
      'future',
      'lifetime',
      'expired',
      'session-token',
      'signature',
    ]);
    expect(findings.every(({ ok, remedy }) => ok === true && remedy === null)).toBe(true);
  });

  test("accepts the library's own token from temporary credentials", async () => {
    const token = await createIamAuthToken({
      ...{ cacheName: 'cache-01', userId: 'iam-user-01', region: 'us-east-1' },
      ...{ credentials: SESSION, now: () => NOW },
    });

    expect(broken(await explain({ token, ...FACTS, credentials: SESSION }))).toEqual([]);
  });

  test.each<[string, TokenParts, Partial<AttemptFacts>, string[]]>([
    ['is expired', { signedAtMs: NOW - 901_000 }, {}, ['expired']],
    ['is dated in the future', { signedAtMs: NOW + 3_600_000 }, {}, ['future']],
    ['has a lifetime over 900 s', { expiresIn: 901 }, {}, ['lifetime']],
    [
      'is for the endpoint instead of the name',
      { host: 'cache-01-a1b2c3.serverless.use1.cache.amazonaws.com' },
      {},
      ['host'],
    ],
    ['has the port in its host', { host: 'cache-01:6379' }, {}, ['host']],
    ['has upper-case letters in the host', { host: 'Cache-01' }, {}, ['host']],
    ['is for another cache', { host: 'cache-02' }, {}, ['host']],
    ['has another path', { path: '/cache' }, {}, ['path']],
    [
      'has upper-case letters in the user',
      { query: { ...QUERY, User: 'IAM-user-01' } },
      { username: 'IAM-user-01' },
      ['user'],
    ],
    ['has a different user than AUTH', { query: { ...QUERY, User: 'app' } }, {}, ['user']],
    [
      'has another ResourceType',
      { query: { ...QUERY, ResourceType: 'ReplicationGroup' } },
      {},
      ['resource-type'],
    ],
    [
      'has a ResourceType for a node-based cache',
      {},
      { serverless: false, cacheName: 'cache-01' },
      ['resource-type'],
    ],
    ['has another Action', { query: { ...QUERY, Action: 'Connect' } }, {}, ['action']],
    ['is for another service', { service: 'memorydb' }, {}, ['service']],
    ['is for another region', { region: 'eu-west-1' }, {}, ['region']],
    ['has unknown parameters', { query: { ...QUERY, Version: '1' } }, {}, ['parameters']],
    [
      'lacks the session token of its key',
      { credential: { ...ADMINISTRATOR, ...SESSION, sessionToken: '' } },
      { credentials: SESSION },
      ['session-token'],
    ],
    [
      'lacks the session token of an unknown temporary key',
      { credential: { ...ADMINISTRATOR, ...SESSION, sessionToken: '' } },
      {},
      ['session-token'],
    ],
    [
      'has the session token of another key',
      { credential: { ...ADMINISTRATOR, ...SESSION, sessionToken: 'other' } },
      { credentials: SESSION },
      ['session-token'],
    ],
    [
      'was signed with another secret',
      {},
      { credentials: { ...ADMINISTRATOR, secretAccessKey: 'wrong' } },
      ['signature'],
    ],
    [
      'outlived the session of its key',
      {},
      { credentials: { ...ADMINISTRATOR, expiration: new Date(NOW - 1000) } },
      ['key-expired'],
    ],
  ])('reports only the violated rule of a token that %s', async (_what, parts, facts, rules) => {
    const findings = await explainSigned(parts, facts);

    expect(broken(findings)).toEqual(rules);
    for (const { ok, remedy } of findings) if (ok === false) expect(remedy).toMatch(/\.$/);
  });

  test.each([
    'cache-01-a1b2c3.serverless.use1.cache.amazonaws.com',
    'cache-01-a1b2c3.public.serverless.use1.cache.amazonaws.com:6379',
  ])('reads the name to sign from the endpoint %s', async (host) => {
    const findings = await explainSigned({ host });
    const { remedy } = findings.find(({ rule }) => rule === 'host') ?? {};
    expect(remedy).toMatch(/Here it is "cache-01"\.$/);
  });

  test('reports every violated rule of one token, not only the first', async () => {
    const findings = await explainSigned({
      host: 'cache-01-a1b2c3.serverless.use1.cache.amazonaws.com',
      query: { Action: 'connect', User: 'App' },
      ...{ region: 'eu-west-1', signedAtMs: NOW - 3_600_000 },
    });

    expect(broken(findings)).toEqual(['host', 'user', 'region', 'expired']);
  });

  test('leaves open whether AWS accepts a token without ResourceType', async () => {
    const query = { Action: 'connect', User: 'iam-user-01' };

    const findings = await explainSigned({ query }, {});

    expect(broken(findings)).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'resource-type')).toMatchObject({
      ok: null,
      message: expect.stringContaining('AWS may refuse it'),
      remedy: expect.stringContaining('Sign ResourceType=ServerlessCache'),
    });
  });

  test('detects a parameter that was changed after signing', async () => {
    const token = await signToken({ signedAtMs: NOW - 1_000_000 });
    const altered = token.replace('X-Amz-Expires=900', 'X-Amz-Expires=899');

    expect(broken(await explain({ token: altered, ...FACTS, now: () => NOW - 1_000_000 }))).toEqual(
      ['signature'],
    );
  });

  test('detects a scheme that was not removed', async () => {
    const token = `https://${await signToken({ signedAtMs: NOW })}`;

    expect(broken(await explain({ token, ...FACTS }))).toEqual(['scheme']);
  });

  test('leaves rules undecided that the given facts do not decide', async () => {
    const findings = await explain({
      token: await signToken({ signedAtMs: NOW, credential: { ...ADMINISTRATOR, ...SESSION } }),
      now: () => NOW,
    });

    expect(broken(findings)).toEqual([]);
    expect(open(findings)).toEqual(['host', 'user', 'region', 'session-token', 'signature']);
  });

  test.each([
    ['an empty text', '', 'empty'],
    ['a password', 'hunter2-hunter2-hunter2', 'not an IAM authentication token'],
    ['a secret access key', ADMINISTRATOR.secretAccessKey, 'not an IAM authentication token'],
    ['a URL of another kind', 'https://example.com/?a=1', 'not an IAM authentication token'],
    ['an unquoted token that the shell has cut', 'cache-01/?Action=connect', undefined],
  ])('reports that %s is not a complete token', async (_what, token, message) => {
    const findings = await explain({ token, ...FACTS });

    if (message === undefined) expect(broken(findings)).toContain('parameters');
    else expect(findings).toMatchObject([{ rule: 'format', ok: false }]);
    if (message) expect(find(findings, 'format')?.message).toContain(message);
    if (token) expect(JSON.stringify(findings)).not.toContain(token);
  });

  test.each([
    ['a line break at its end', (token: string) => `${token}\n`],
    ['a line break within', (token: string) => token.replace('&User', '\n&User')],
  ])('reports a token with %s', async (_what, change) => {
    const findings = await explain({ token: change(await signToken()), ...FACTS });

    expect(findings).toMatchObject([{ rule: 'format', ok: false }]);
    expect(findings[0]?.message).toContain('line break');
  });

  test('never shows a key id or a secret that is in the wrong place', async () => {
    const { accessKeyId, secretAccessKey } = ADMINISTRATOR;
    for (const secret of [accessKeyId, secretAccessKey]) {
      const query = { ...QUERY, User: secret, [secret]: secret };
      const token = await signToken({ signedAtMs: NOW, host: secret, query, region: secret });
      const shown = JSON.stringify(await explain({ token, ...FACTS })).toLowerCase();

      expect(shown).not.toContain(secret.toLowerCase());
      expect(shown).not.toContain(secret.slice(-12).toLowerCase());
    }
  });

  test('recognizes a token that is encoded as HTML', async () => {
    const token = (await signToken({ signedAtMs: NOW })).replaceAll('&', '&amp;');

    expect(find(await explain({ token, ...FACTS }), 'parameters')?.message).toContain('&amp;');
  });
});
