import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type HandlerProcess,
  startHandler,
  toHandlerEnvironment,
} from '../support/handler-process.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const SUCCESS = /^Success: Inserted ([0-9a-f]{32})\. Fetched \1 from Valkey\.$/m;
const VALUE = 'Fetched value from Valkey';

describe('the built handler', () => {
  let cache: TlsCache;
  let handlers: HandlerProcess[];
  let environment: Record<string, string>;
  beforeEach(async () => {
    cache = await startTlsCache();
    handlers = [];
    environment = toHandlerEnvironment(cache);
  });
  afterEach(async () => {
    await Promise.all(handlers.map((each) => each.close()));
    await cache.close();
  });

  function start(change: Record<string, string> = {}): HandlerProcess {
    const handler = startHandler({ ...environment, ...change });
    handlers.push(handler);
    return handler;
  }

  const setUser = (...rules: string[]) =>
    cache.admin.call('ACL', 'SETUSER', 'iam-user-01', ...rules);

  test('writes a random value, reads it back and logs both', async () => {
    const handler = start();

    expect(await handler.invoke()).toEqual({ value: VALUE });
    const inserted = SUCCESS.exec(handler.output())?.[1];
    expect(await cache.admin.get('uuid')).toBe(inserted);
  });

  test('signs with the session token of its role', async () => {
    await start().invoke();

    const token = new URL(`https://${cache.tokens[0]}`);
    expect(token.host).toBe('cache-01');
    expect(token.searchParams.get('User')).toBe('iam-user-01');
    expect(token.searchParams.get('X-Amz-Security-Token')).toBe('IQoJb3JpZ2luX2VjE//session==');
  });

  test('keeps one connection for warm invocations, and logs its timings', async () => {
    const handler = start();
    for (let count = 0; count < 3; count += 1) await handler.invoke();

    const [first, second, third] = readTimings(handler);
    expect(first).toMatchObject({ cold: true, connectMs: expect.any(Number) });
    expect(first?.connectMs).toBeGreaterThan(0);
    expect(second).toMatchObject({ cold: false, connectMs: 0 });
    expect(third?.setMs).toBeGreaterThan(0);
    expect(third?.getMs).toBeGreaterThanOrEqual(third?.setMs ?? 0);
    expect(cache.tokens).toHaveLength(1);
  });

  test('sends one transaction in one round trip, so no other client can write the key in between', async () => {
    const handler = start();
    await handler.invoke();

    expect(cache.sent).toHaveLength(1);
    expect(cache.sent[0]?.match(/multi|set|get|exec/gi)).toEqual(['multi', 'set', 'get', 'exec']);
  });

  test('waits and tries again while the cache cannot check logins', async () => {
    cache.beforeAuth = async (count) => {
      if (count > 2) return;
      cache.alterReply = () => {
        delete cache.alterReply;
        return Buffer.from('-ERR service is not available\r\n');
      };
    };

    expect(await start().invoke()).toEqual({ value: VALUE });
    expect(cache.tokens).toHaveLength(3);
  });

  test('connects again with a new token after the cache has closed the connection', async () => {
    const handler = start();
    await handler.invoke();
    await cache.cut();

    expect(await handler.invoke()).toEqual({ value: VALUE });
    expect(cache.tokens).toHaveLength(2);
  });

  test('connects again when the connection ends during a warm invocation', async () => {
    const handler = start();
    await handler.invoke();
    cache.cutAtNextCommand = true;

    expect(await handler.invoke()).toEqual({ value: VALUE });
    expect(cache.tokens).toHaveLength(2);
    expect(readTimings(handler)[1]?.connectMs).toBeGreaterThan(0);
  });

  test('does not repeat an exchange that fails on a new connection', async () => {
    cache.cutAtNextCommand = true;

    expect(await start().invoke()).toMatchObject({ errorType: 'IamAuth.ConnectionLost' });
    expect(cache.tokens).toHaveLength(1);
  });

  test('tries again once with a new token, because a new policy may not be effective yet', async () => {
    await setUser('resetpass');
    cache.beforeAuth = async (count) => {
      if (count === 2) await setUser('nopass');
    };

    expect(await start().invoke()).toEqual({ value: VALUE });
    expect(cache.tokens).toHaveLength(2);
  });

  test('fails after a second refused token, and says what to check', async () => {
    await setUser('resetpass');
    const handler = start();

    expect(await handler.invoke()).toMatchObject({
      errorType: 'IamAuth.TokenRefused',
      errorMessage: expect.stringMatching(/WRONGPASS.*elasticache:Connect/s),
    });
    expect(cache.tokens).toHaveLength(2);
    await setUser('nopass');
    expect(await handler.invoke()).toEqual({ value: VALUE });
  });

  test('throws when it reads a different value than it wrote', async () => {
    const other = 'f'.repeat(32);
    cache.alterReply = (reply) =>
      Buffer.from(reply.toString('latin1').replace(/[0-9a-f]{32}/, other), 'latin1');

    expect(await start().invoke()).toEqual({
      errorType: 'Error',
      errorMessage: expect.stringMatching(
        new RegExp(`^Bad value retrieved\\. Expected [0-9a-f]{32}, got ${other}$`),
      ),
    });
  });

  test('names the command that the access string does not allow', async () => {
    await setUser('-get');

    expect(await start().invoke()).toMatchObject({
      errorType: 'IamAuth.NotPermitted',
      errorMessage: expect.stringContaining("'get' command"),
    });
  });

  test('rejects a certificate from an unknown authority', async () => {
    expect(await start({ NODE_EXTRA_CA_CERTS: '' }).invoke()).toMatchObject({
      errorType: 'IamAuth.CertificateRejected',
    });
    expect(cache.tokens).toEqual([]);
  });

  test('reports that the cache cannot be reached', async () => {
    expect(await start({ CACHE_PORT: '1' }).invoke()).toMatchObject({
      errorType: 'IamAuth.Unreachable',
      errorMessage: expect.stringContaining('localhost:1 cannot be reached'),
    });
  });

  test.each([
    ['CACHE_NAME', ''],
    ['CACHE_ENDPOINT', ''],
    ['CACHE_PORT', ''],
    ['CACHE_PORT', '70000'],
    ['CACHE_USER', ''],
  ])('names the environment variable %s when it is "%s"', async (name, value) => {
    expect(await start({ [name]: value }).invoke()).toMatchObject({
      errorMessage: expect.stringContaining(`environment variable ${name} is not`),
    });
  });

  test('shows no token and no credentials, neither in success nor in failure', async () => {
    const handler = start();
    const answers = [await handler.invoke()];
    await setUser('resetpass');
    await cache.cut();
    answers.push(await handler.invoke());

    const shown = handler.output() + JSON.stringify(answers);
    expect(answers[1]).toMatchObject({ errorType: 'IamAuth.TokenRefused' });
    expect(shown).not.toMatch(/X-Amz-|ASIAIOSFODNN7EXAMPLE|wJalrXUtnFEMI|IQoJb3JpZ2lu/);
  });
});

interface Timings {
  readonly cold: boolean;
  readonly connectMs: number;
  readonly setMs: number;
  readonly getMs: number;
}

function readTimings(handler: HandlerProcess): Timings[] {
  const lines = handler.output().split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).valkeyLab);
}
