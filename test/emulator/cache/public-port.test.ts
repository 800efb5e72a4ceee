import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type SecureVersion } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';
import { NOAUTH } from './support/raw-client.js';

describe('the port of a public cache', () => {
  let lab: CacheLab;
  beforeEach(async () => {
    lab = await startCacheLab({ cache: { connectionType: 'public' } });
  });
  afterEach(() => lab.close());

  async function shakeHands(version: SecureVersion): Promise<string | null> {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(lab.cache.port),
      ca: readFileSync(lab.port.caFile),
      servername: 'localhost',
      minVersion: version,
      maxVersion: version,
    });
    try {
      await once(socket, 'secureConnect');
      return socket.getProtocol();
    } finally {
      socket.destroy();
    }
  }

  test('it accepts TLS 1.3 only', async () => {
    expect(await shakeHands('TLSv1.3')).toBe('TLSv1.3');
    await expect(shakeHands('TLSv1.2')).rejects.toThrow(/protocol version|alert/i);
  });

  test('it closes a connection after ten commands without a login', async () => {
    const client = await lab.raw();
    for (let sent = 0; sent < 12; sent += 1) client.send('PING');
    const replies = (await client.readAll()).split(NOAUTH).length - 1;

    expect(replies).toBeGreaterThanOrEqual(10);
    expect(lab.log).toContainEqual(expect.stringContaining('too many commands without a login'));
  });

  test('commands before a login do not count after it', async () => {
    const client = await lab.raw();
    for (let sent = 0; sent < 9; sent += 1) client.send('PING');
    client.send('AUTH', 'iam-user-01', await lab.token());
    client.send('ECHO', '-NOAUTH -NOAUTH ');
    client.send('ECHO', 'end');

    expect(await client.readUntil('end')).toContain('+OK');
  });

  test('it checks no login until the cache is available', async () => {
    const nowMs = lab.clock.now();
    lab.cache.lifecycle.status = 'creating';
    lab.cache.lifecycle.next = { to: 'available', atMs: nowMs + 45_000 };
    const client = await lab.raw();
    client.send('AUTH', 'iam-user-01', await lab.token());
    expect(await client.readUntil('\r\n')).toBe('-ERR service is not available\r\n');

    lab.clock.advance(45_000);
    client.send('AUTH', 'iam-user-01', await lab.token());
    expect(await client.readUntil('+OK\r\n')).toContain('+OK');
  });
});
