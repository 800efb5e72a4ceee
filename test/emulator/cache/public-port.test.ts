import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type SecureVersion } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';

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
});
