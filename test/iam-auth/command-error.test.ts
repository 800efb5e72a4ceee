import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toCommandError } from '../../src/iam-auth/command-error.js';
import { createIamAuthClient } from '../../src/iam-auth/ioredis.js';
import { startTlsCache, type TlsCache } from '../support/tls-cache.js';

describe('toCommandError', () => {
  let cache: TlsCache;
  let client: ReturnType<typeof createIamAuthClient>;
  beforeEach(async () => {
    cache = await startTlsCache();
    client = createIamAuthClient({
      host: cache.host,
      port: cache.port,
      ca: cache.ca,
      cacheName: 'cache-01',
      userId: 'iam-user-01',
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
      redisOptions: { retryStrategy: null, commandTimeout: 500 },
    });
  });
  afterEach(async () => {
    client.disconnect();
    await cache.close();
  });

  const findError = (command: Promise<unknown>) => command.catch(toCommandError);

  test('names the command that the access string does not allow', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', '-get');

    expect(await findError(client.get('uuid'))).toMatchObject({
      reason: 'NotPermitted',
      message: expect.stringMatching(/'get' command.*access string/s),
    });
  });

  test('finds the refused command in a transaction', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', '-set');

    expect(await findError(client.multi().set('uuid', '1').get('uuid').exec())).toMatchObject({
      reason: 'NotPermitted',
      message: expect.stringContaining("'set' command"),
    });
  });

  test('finds the refused key', async () => {
    await cache.admin.call('ACL', 'SETUSER', 'iam-user-01', 'resetkeys', '~other:*');

    expect(await findError(client.set('uuid', '1'))).toMatchObject({ reason: 'NotPermitted' });
  });

  test('recognizes a connection that was cut during a command', async () => {
    await client.ping();
    cache.cutAtNextCommand = true;

    expect(await findError(client.ping())).toMatchObject({ reason: 'ConnectionLost' });
  });

  test('recognizes a command without a reply', async () => {
    await client.ping();
    cache.alterReply = () => Buffer.alloc(0);

    expect(await findError(client.ping())).toMatchObject({ reason: 'ConnectionLost' });
  });

  test('returns other errors of the cache unchanged', async () => {
    await client.set('text', 'a');

    expect(await findError(client.incr('text'))).toMatchObject({
      message: expect.stringContaining('not an integer'),
    });
  });
});
