import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { computeSignature } from '../../../src/emulator/http/signature/canonical.js';
import { lambdaService } from '../../../src/emulator/services/lambda/index.js';
import { stsService } from '../../../src/emulator/services/sts/index.js';
import { createClock } from '../../../src/emulator/state/clock.js';
import { toSha256 } from '../../../src/emulator/wire/sigv4.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import {
  type RawAnswer,
  type RawRequest,
  type Signing,
  sendRaw,
  signRequest,
} from '../support/raw-request.js';

const WHO = 'Action=GetCallerIdentity&Version=2011-06-15';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('signature', () => {
  let endpoint: TestEndpoint;
  beforeEach(async () => {
    endpoint = await startEndpoint({ services: [stsService, lambdaService] });
  });
  afterEach(() => endpoint.close());

  async function ask(
    signing: Partial<Signing> = {},
    change: (raw: RawRequest) => RawRequest = (raw) => raw,
  ): Promise<RawAnswer> {
    const raw = { headers: FORM, body: WHO };
    const signed = await signRequest(endpoint, raw, { service: 'sts', ...signing });
    return sendRaw(endpoint, change(signed));
  }
  const code = (answer: RawAnswer) => /<Code>(.*?)<\/Code>/.exec(answer.body)?.[1];
  const withoutHeader = (name: string) => (raw: RawRequest) => {
    const { [name]: _removed, ...headers } = raw.headers;
    return { ...raw, headers };
  };

  test("a request signed with the endpoint's key is answered", async () => {
    expect(await ask()).toMatchObject({ status: 200 });
  });

  test('an unsigned request is refused', async () => {
    const answer = await ask({}, withoutHeader('authorization'));
    expect([answer.status, code(answer)]).toEqual([403, 'MissingAuthenticationToken']);
  });

  test('a malformed Authorization header is refused', async () => {
    const answer = await ask({}, (raw) => ({
      ...raw,
      headers: { ...raw.headers, authorization: 'Bearer abc' },
    }));
    expect([answer.status, code(answer)]).toEqual([403, 'IncompleteSignature']);
  });

  test('an unknown key is refused', async () => {
    const answer = await ask({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' });
    expect([answer.status, code(answer)]).toEqual([403, 'InvalidClientTokenId']);
  });

  test('a wrong secret is refused', async () => {
    const answer = await ask({ secretAccessKey: 'wrong' });
    expect([answer.status, code(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('a body that was changed after signing is refused', async () => {
    const answer = await ask({}, (raw) => ({ ...raw, body: `${WHO}&X=1` }));
    expect([answer.status, code(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('an announced hash that differs from the body’s is refused, even with a valid signature', async () => {
    const { accessKeyId, secretAccessKey } = endpoint.config.credentials;
    const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = { date: time.slice(0, 8), region: 'us-east-1', service: 'sts' };
    const headers: Record<string, string> = {
      host: `127.0.0.1:${endpoint.port}`,
      'x-amz-content-sha256': toSha256('another body'),
      'x-amz-date': time,
    };
    const raw = { method: 'POST', path: '/', query: '', headers, body: Buffer.from(WHO) };
    const signedHeaders = Object.keys(headers);
    const signature = computeSignature(raw, {
      scope,
      time,
      signedHeaders,
      secretAccessKey,
      bodyHash: toSha256(raw.body),
    });
    const credential = `${accessKeyId}/${scope.date}/us-east-1/sts/aws4_request`;
    const sign = (signed: string | undefined) => ({
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signed}`,
    });
    const answer = await sendRaw(endpoint, { ...raw, headers: sign(signature), body: WHO });
    expect([answer.status, code(answer)]).toEqual([403, 'SignatureDoesNotMatch']);

    headers['x-amz-content-sha256'] = toSha256(WHO);
    const honest = computeSignature(raw, {
      scope,
      time,
      signedHeaders,
      secretAccessKey,
      bodyHash: toSha256(raw.body),
    });
    expect(await sendRaw(endpoint, { ...raw, headers: sign(honest), body: WHO })).toMatchObject({
      status: 200,
    });
  });

  test('a query string that was added after signing is refused', async () => {
    const answer = await ask({}, (raw) => ({ ...raw, path: '/?X=1' }));
    expect([answer.status, code(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('an unsigned x-amz- header is refused', async () => {
    const answer = await ask({}, (raw) => ({
      ...raw,
      headers: { ...raw.headers, 'x-amz-target': 'Other.Operation' },
    }));
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('x-amz-target must be signed');
  });

  test('an unsigned session token with a user’s key is refused', async () => {
    const answer = await ask({ sessionToken: 'made-up' });
    expect([answer.status, code(answer)]).toEqual([403, 'InvalidClientTokenId']);
  });

  test.each([
    ['six minutes old', -6 * 60_000, 'Signature expired: '],
    ['six minutes ahead', 6 * 60_000, 'Signature not yet current: '],
  ])('a date %s is refused', async (_name, offsetMs, words) => {
    const answer = await ask({ date: new Date(Date.now() + offsetMs) });
    expect([answer.status, code(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(answer.body).toContain(words);
  });

  test('a date four minutes off is accepted', async () => {
    expect(await ask({ date: new Date(Date.now() - 4 * 60_000) })).toMatchObject({ status: 200 });
  });

  test('a malformed region is refused', async () => {
    const answer = await ask({ region: 'nowhere' });
    expect([answer.status, code(answer)]).toEqual([403, 'IncompleteSignature']);
  });

  test('a foreign Host header is refused, even if it is signed', async () => {
    const host = { host: 'attacker.example:8080' };
    const raw = { headers: { ...FORM, ...host }, body: WHO };
    const answer = await sendRaw(endpoint, await signRequest(endpoint, raw, { service: 'sts' }));
    expect([answer.status, code(answer)]).toEqual([403, 'AccessDenied']);
  });

  test('credentials of a session are refused with another token, and after they expire', async () => {
    const session = {
      accessKeyId: 'ASIATESTTESTTEST1234',
      secretAccessKey: 'secret',
      sessionToken: 'token/with+signs=',
    };
    endpoint.aws.credentials.set(session.accessKeyId, {
      ...session,
      expiresAtMs: endpoint.clock.now() + 60_000,
      principal: { kind: 'role', roleName: 'r', roleId: 'AROA1', sessionName: 's' },
    });

    expect(await ask(session)).toMatchObject({ status: 200 });
    expect(code(await ask({ ...session, sessionToken: 'other' }))).toBe('InvalidClientTokenId');
    endpoint.clock.advance(61_000);
    const late = { ...session, date: new Date(endpoint.clock.now()) };
    expect(code(await ask(late))).toBe('ExpiredToken');
  });

  test('JSON services use their own codes', async () => {
    const raw = { method: 'GET', path: '/2015-03-31/functions' };
    const service = 'lambda';
    const sign = (signing: Partial<Signing>) => signRequest(endpoint, raw, { service, ...signing });
    const unknown = await sendRaw(endpoint, await sign({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }));
    const wrong = await sendRaw(endpoint, await sign({ secretAccessKey: 'wrong' }));
    const unsigned = await sendRaw(endpoint, { ...raw, headers: {}, body: '' });

    expect(unknown.headers['x-amzn-errortype']).toBe('UnrecognizedClientException');
    expect(wrong.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
    expect(unsigned.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
  });

  test('paths are signed with double encoding, as SDKs do for all services except S3', async () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:none';
    const raw = { method: 'GET', path: `/2017-03-31/tags/${encodeURIComponent(arn)}` };
    const answer = await sendRaw(endpoint, await signRequest(endpoint, raw, { service: 'lambda' }));
    expect(answer.status).toBe(404);
  });

  test('an SDK client with a wrong clock corrects it by the answer’s date', async () => {
    await endpoint.close();
    const clock = createClock();
    clock.advance(60 * 60_000);
    endpoint = await startEndpoint({ services: [stsService], clock });
    const client = new STSClient({ ...endpoint.config, maxAttempts: 3 });

    await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: '123456789012',
    });
    client.destroy();
  });
});
