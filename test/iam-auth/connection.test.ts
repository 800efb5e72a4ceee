import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openConnection } from '../../src/iam-auth/index.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

const TOKEN = 'cache-01/?Action=connect&X-Amz-Signature=0123';
const createToken = async () => TOKEN;

describe('openConnection', () => {
  let cache: TlsCache;
  beforeEach(async () => {
    cache = await startTlsCache();
  });
  afterEach(() => cache.close());

  const open = (change: Partial<Parameters<typeof openConnection>[0]> = {}) =>
    openConnection({
      host: cache.host,
      port: cache.port,
      ca: cache.ca,
      userId: 'iam-user-01',
      createToken,
      ...change,
    });

  test('returns a paused socket that is ready for commands', async () => {
    const socket = await open();

    socket.resume().write('*2\r\n$3\r\nACL\r\n$6\r\nWHOAMI\r\n');

    const [reply] = await once(socket, 'data');
    expect(String(reply)).toBe('$11\r\niam-user-01\r\n');
    expect(cache.tokens).toEqual([TOKEN]);
    socket.destroy();
  });

  test('is not ended by the fake timers of a test', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const opening = open();
      vi.advanceTimersByTime(24 * 60 * 60 * 1_000);
      (await opening).destroy();
    } finally {
      vi.useRealTimers();
    }
  });

  test('sends the user name in lower case, as in the token', async () => {
    const socket = await open({ userId: 'IAM-User-01' });

    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  test('reports a refused token and what to check, without showing the token', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetpass');

    const error = await open().catch((caught) => caught);

    expect(error).toMatchObject({ name: 'IamAuth.TokenRefused', reason: 'TokenRefused' });
    expect(error.message).toMatch(/WRONGPASS.*user group.*elasticache:Connect.*two minutes/s);
    expect(inspect(error, { depth: 9 })).not.toContain('X-Amz');
  });

  test('reports a certificate from an untrusted authority', async () => {
    await expect(open({ ca: rootCertificates[0] ?? '' })).rejects.toMatchObject({
      reason: 'CertificateRejected',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect(cache.tokens).toEqual([]);
  });

  test('verifies the certificate even if the environment turns this off', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(open({ ca: rootCertificates[0] ?? '' })).rejects.toMatchObject({
        reason: 'CertificateRejected',
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  // Only Linux serves all of 127.0.0.0/8 without configuration.
  test.runIf(process.platform === 'linux')('reports a certificate for another name', async () => {
    const elsewhere = await startTlsCache('127.0.0.2');
    try {
      await expect(
        open({ host: '127.0.0.2', port: elsewhere.port, ca: elsewhere.ca }),
      ).rejects.toMatchObject({
        reason: 'CertificateRejected',
        message: expect.stringContaining('127.0.0.2'),
      });
      expect(elsewhere.tokens).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test('reports a port without a listener', async () => {
    const port = await findFreePort();

    await expect(open({ port })).rejects.toMatchObject({
      reason: 'Unreachable',
      message: expect.stringContaining(`localhost:${port} cannot be reached`),
    });
  });

  test('reports an unknown host name', async () => {
    await expect(open({ host: 'cache.invalid' })).rejects.toMatchObject({
      reason: 'HostNotFound',
      message: expect.stringContaining('cache.invalid was not found'),
    });
  });

  test('reports a port without TLS', async () => {
    await withServer(
      createServer((socket) => socket.end('-ERR Protocol error\r\n')),
      async (port) => {
        await expect(open({ port })).rejects.toMatchObject({
          reason: 'TlsFailed',
          message: expect.stringContaining('Serverless caches accept only TLS'),
        });
      },
    );
  });

  test('points to the security group when the port does not answer', async () => {
    await withServer(createServer(), async (port) => {
      await expect(open({ port, connectTimeoutMs: 50 })).rejects.toMatchObject({
        reason: 'Unreachable',
        message: expect.stringMatching(/within 50 ms.*security group/s),
      });
    });
  });

  test('points to the security group when the cache does not reply to AUTH', async () => {
    cache.beforeAuth = () => new Promise(() => {});

    await expect(open({ connectTimeoutMs: 500 })).rejects.toMatchObject({
      reason: 'Unreachable',
      message: expect.stringMatching(/no reply to AUTH.*security group/s),
    });
  });

  test('reports a connection that the cache closes during AUTH', async () => {
    cache.beforeAuth = () => cache.cut();

    await expect(open()).rejects.toMatchObject({ reason: 'ConnectionLost' });
  });

  test('quotes an unexpected reply', async () => {
    cache.alterReply = () => Buffer.from('-ERR max number of clients reached\r\n');

    await expect(open()).rejects.toMatchObject({
      reason: 'UnexpectedReply',
      message: expect.stringContaining('ERR max number of clients reached'),
    });
  });

  test('stops reading a reply that does not end', async () => {
    cache.alterReply = () => Buffer.alloc(5_000, 'x');

    await expect(open()).rejects.toMatchObject({ reason: 'UnexpectedReply' });
  });

  test('keeps the cause when the token cannot be signed, and closes the connection', async () => {
    const cause = new Error('no credentials');

    await expect(open({ createToken: () => Promise.reject(cause) })).rejects.toMatchObject({
      cause,
    });
    expect(cache.tokens).toEqual([]);
  });

  test('cancels the attempt when its signal aborts', async () => {
    const controller = new AbortController();
    cache.beforeAuth = async () => controller.abort();

    await expect(open({ signal: controller.signal })).rejects.toMatchObject({
      reason: 'ConnectionLost',
    });
  });
});

async function findFreePort(): Promise<number> {
  return withServer(createServer(), async (port) => port);
}

async function withServer<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
