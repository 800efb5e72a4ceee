import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createIamAuthToken, type IamAuthTokenOptions } from '../../src/iam-auth/index.js';

/** The input of AWS's known signatures (F4.2), from node/test/token-generator.test.ts of its developer toolkit. */
const VECTOR: IamAuthTokenOptions = {
  cacheName: 'my-cache',
  userId: 'testuser',
  region: 'us-east-1',
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  now: () => Date.UTC(2025, 0, 1),
};

const SESSION_TOKEN = "IQoJb3JpZ2luX2VjE!'()*Pz/+==&a=b~_-.";

describe('createIamAuthToken', () => {
  test("returns AWS's known token for a serverless cache", async () => {
    expect(await createIamAuthToken(VECTOR)).toBe(
      'my-cache/?Action=connect&User=testuser&ResourceType=ServerlessCache&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250101%2Fus-east-1%2Felasticache%2Faws4_request' +
        '&X-Amz-Date=20250101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host' +
        '&X-Amz-Signature=28f349fd92f74e0192de149a74743ae7d087bb136523c342bdd67632a8360023',
    );
  });

  test("returns AWS's known token for a node-based cache, without ResourceType", async () => {
    expect(await createIamAuthToken({ ...VECTOR, serverless: false })).toBe(
      'my-cache/?Action=connect&User=testuser&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250101%2Fus-east-1%2Felasticache%2Faws4_request' +
        '&X-Amz-Date=20250101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host' +
        '&X-Amz-Signature=cd78a7de74c1bb1c8c685cac428f783b5433ce5fbf569af867570311d6a85797',
    );
  });

  test('signs the session token exactly as a second implementation of Signature Version 4', async () => {
    const options = withSessionToken(SESSION_TOKEN);

    const token = await createIamAuthToken(options);

    expect(readParameters(token)['X-Amz-Security-Token']).toBe(SESSION_TOKEN);
    expect(readParameters(token)['X-Amz-Signature']).toBe(signAgain(token, options));
  });

  test('encodes everything that RFC 3986 reserves', async () => {
    const token = await createIamAuthToken(withSessionToken(SESSION_TOKEN));

    expect(token).toContain(
      '&X-Amz-Security-Token=IQoJb3JpZ2luX2VjE%21%27%28%29%2APz%2F%2B%3D%3D%26a%3Db~_-.&',
    );
  });

  test('signs the names in lower case, as ElastiCache stores them', async () => {
    const token = await createIamAuthToken({
      ...VECTOR,
      cacheName: 'My-Cache',
      userId: 'TestUser',
    });

    expect(token).toBe(await createIamAuthToken(VECTOR));
  });

  test("signs for AWS's own users, whose ids begin with default.", async () => {
    const token = await createIamAuthToken({ ...VECTOR, userId: 'default.iam-user' });

    expect(readParameters(token).User).toBe('default.iam-user');
  });

  test('reads the credentials from the provider for each token', async () => {
    const keys = ['AKIAFIRST', 'AKIASECOND'];
    const credentials = async () => ({ accessKeyId: keys.shift() ?? '', secretAccessKey: 's' });

    const first = await createIamAuthToken({ ...VECTOR, credentials });
    const second = await createIamAuthToken({ ...VECTOR, credentials });

    expect(first).toContain('X-Amz-Credential=AKIAFIRST%2F');
    expect(second).toContain('X-Amz-Credential=AKIASECOND%2F');
  });

  test('signs a shorter lifetime', async () => {
    const token = await createIamAuthToken({ ...VECTOR, expiresInSeconds: 60 });

    expect(readParameters(token)['X-Amz-Expires']).toBe('60');
  });

  test.each([
    ['an empty cache name', { cacheName: '' }, /cache name "" is not valid/],
    ['an endpoint instead of a name', { cacheName: 'c.cache.amazonaws.com' }, /not its endpoint/],
    ['a double hyphen', { cacheName: 'a--b' }, /single hyphens/],
    ['a hyphen at the end', { cacheName: 'cache-' }, /not ending with a hyphen/],
    ['a digit at the beginning', { cacheName: '1cache' }, /beginning with a letter/],
    ['a name over 40 characters', { cacheName: 'c'.repeat(41) }, /1 to 40/],
    ['a line break in a name', { cacheName: 'cache\nhost' }, /"cache\\nhost" is not valid/],
    ['a user id with a dot', { userId: 'user.name' }, /user id "user.name" is not valid/],
    ['an empty region', { region: '' }, /region is missing/],
    ['a region that breaks the scope', { region: 'us/east' }, /region is missing or not valid/],
    ['a lifetime of 0', { expiresInSeconds: 0 }, /1 to 900 whole seconds, not 0/],
    ['a lifetime over 900', { expiresInSeconds: 901 }, /not 901/],
    ['a fractional lifetime', { expiresInSeconds: 1.5 }, /not 1.5/],
  ])('refuses %s', async (_what, change, message) => {
    await expect(createIamAuthToken({ ...VECTOR, ...change })).rejects.toMatchObject({
      name: 'IamAuth.InvalidOption',
      message: expect.stringMatching(message),
    });
  });

  test('reports missing credentials', async () => {
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: '' };

    await expect(createIamAuthToken({ ...VECTOR, credentials })).rejects.toMatchObject({
      reason: 'CredentialsMissing',
    });
  });

  test("keeps a provider's own message out of the error's message", async () => {
    const cause = new Error('wJalrXUtnFEMI is not readable');
    const credentials = () => Promise.reject(cause);

    await expect(createIamAuthToken({ ...VECTOR, credentials })).rejects.toMatchObject({
      reason: 'CredentialsMissing',
      message: 'The AWS credentials could not be read.',
      cause,
    });
  });
});

function withSessionToken(sessionToken: string) {
  const credentials = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken,
  };
  return { ...VECTOR, region: 'eu-central-1', credentials };
}

function readParameters(token: string): Record<string, string> {
  return Object.fromEntries(new URL(`https://${token}`).searchParams);
}

/** Signs with Signature Version 4 as AWS describes it, without the signer that the library uses. */
function signAgain(
  token: string,
  { region, credentials }: { region: string; credentials: { secretAccessKey: string } },
): string {
  const [host = '', query = ''] = token.split('/?');
  const canonicalQuery = query
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='))
    .sort()
    .join('&');
  const date = readParameters(token)['X-Amz-Date'] ?? '';
  const emptyHash = createHash('sha256').digest('hex');
  const request = ['GET', '/', canonicalQuery, `host:${host}`, '', 'host', emptyHash].join('\n');
  const scope = [date.slice(0, 8), region, 'elasticache', 'aws4_request'];
  const requestHash = createHash('sha256').update(request).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), requestHash].join('\n');
  const key = scope.reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}
