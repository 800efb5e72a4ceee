import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnection } from '../../src/iam-auth/index.js';
import { createIamAuthClient } from '../../src/iam-auth/ioredis.js';
import { type LocalAws, startLocalAws } from '../../src/local.js';

const MINUTE_MS = 60_000;

describe('createCache', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  test('gives the options of a client, which keeps working when token, connection and role session have expired', async () => {
    const client = createIamAuthClient(await aws.createCache({ user: 'app' }));
    await client.set('key', 'value');
    for (let minute = 0; minute < 40 * 60; minute += 2) {
      aws.advance(2 * MINUTE_MS);
      expect(await client.get('key')).toBe('value');
    }
    client.disconnect();
  });

  test('gives a cache with a public endpoint, for TLS 1.3 only', async () => {
    const cache = await aws.createCache({ user: 'app', name: 'in-public', public: true });
    const client = createIamAuthClient(cache);
    expect(await client.set('key', 'value')).toBe('OK');
    client.disconnect();

    const newest = tls.DEFAULT_MAX_VERSION;
    tls.DEFAULT_MAX_VERSION = 'TLSv1.2';
    try {
      await expect(openConnection(cache)).rejects.toMatchObject({
        reason: 'TlsFailed',
        message: expect.stringContaining('needs TLS 1.3'),
      });
    } finally {
      tls.DEFAULT_MAX_VERSION = newest;
    }
  });

  test('compatibility() says what serverless caches refuse of a client, and what to use instead', async () => {
    const client = createIamAuthClient(await aws.createCache({ user: 'app', name: 'compared' }));
    aws.resetCompatibility();
    await client.set('key', 'value');
    expect(aws.compatibility()).toEqual([]);

    await expect(client.keys('*')).rejects.toThrow('unknown command');
    await expect(client.keys('*')).rejects.toThrow('unknown command');
    client.disconnect();

    expect(aws.compatibility()).toEqual([
      {
        client: 'user app',
        ...{ problem: 'restricted-command', command: 'KEYS', rule: null, count: 2 },
        instead: 'SCAN with MATCH and COUNT, or a set that lists the keys.',
        source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SupportedCommands.html',
      },
    ]);
  });

  test('gives tokens for any other client, for this user and this cache only', async () => {
    const first = await aws.createCache({
      user: 'reader',
      name: 'first',
      accessString: 'on ~* +get',
    });
    const second = await aws.createCache({ user: 'reader', name: 'second' });
    const connect = (to: typeof first, from: typeof first) =>
      openConnection({ ...to, createToken: from.createToken });

    (await connect(first, first)).destroy();
    (await connect(second, second)).destroy();
    await expect(connect(first, second)).rejects.toMatchObject({ reason: 'TokenRefused' });
    const stranger = { ...first, userId: 'app' };
    await expect(connect(stranger, first)).rejects.toMatchObject({ reason: 'TokenRefused' });
  });

  test('the role may connect and nothing else; the access string limits the user', async () => {
    const cache = await aws.createCache({
      user: 'limited',
      name: 'limited',
      accessString: 'on ~* +get',
    });
    const client = createIamAuthClient(cache);
    expect(await client.get('key')).toBeNull();
    await expect(client.set('key', 'value')).rejects.toThrow(/NOPERM/);
    client.disconnect();
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const sts = new STSClient({ ...aws.clientConfig(), credentials: cache.credentials });
    const role = `arn:aws:iam::${aws.account}:role/limited-connect`;
    const assuming = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'again' });
    await expect(sts.send(assuming)).rejects.toMatchObject({ name: 'AccessDenied' });
    sts.destroy();
  });

  test.each([
    [{ user: 'app', name: 'first' }, 'UserGroupAlreadyExistsFault'],
    [{ user: 'app', name: 'third', accessString: 'on ~* +get' }, 'UserAlreadyExistsFault'],
    [{ user: 'no spaces' }, 'InvalidParameterValueException'],
    [{ user: 'other', name: 'not--allowed' }, 'InvalidParameterValueException'],
  ])('%j is refused in AWS’s words', async (options, name) => {
    await expect(aws.createCache(options)).rejects.toMatchObject({ name });
  });
});

test.each([
  ['a real pace', { pace: 'real' as const }],
  ['IAM that shows changes late', { assume: { 'iam-reads': 'not-found' as const } }],
  [
    'reads that do not find new resources',
    { assume: { 'elasticache-reads': 'not-found' as const } },
  ],
])('with %s, the cache is ready without waiting', async (_what, options) => {
  const aws = await startLocalAws(options);
  try {
    const began = performance.now();
    const cache = await aws.createCache({ user: 'app' });
    (await openConnection(cache)).destroy();
    expect(performance.now() - began).toBeLessThan(10_000);
  } finally {
    await aws.close();
  }
});
