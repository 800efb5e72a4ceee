import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificate, createCertificate } from '../../../src/emulator/cache/certificate.js';

describe('createCertificate', () => {
  let folder: string;
  let made: Certificate;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificate-test-'));
    made = await createCertificate(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Connects to a server with the certificate. Rejects when the client does not trust it. */
  async function shakeHands(options: {
    servername?: string;
    host?: string;
    ca?: string;
  }): Promise<void> {
    const server = createServer({ key: made.keyPem, cert: made.certificatePem });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, ...options });
    try {
      await once(socket, 'secureConnect');
    } finally {
      socket.destroy();
      server.close();
    }
  }

  test('a client that trusts the authority accepts it as localhost and as 127.0.0.1', async () => {
    const ca = readFileSync(made.caFile, 'utf8');

    await shakeHands({ ca, servername: 'localhost' });
    await shakeHands({ ca });
  });

  test('a client that does not know the authority refuses it', async () => {
    await expect(shakeHands({})).rejects.toThrow(/unable to verify|self-signed|issuer/);
  });

  test('the certificate is not valid for another name', async () => {
    const ca = readFileSync(made.caFile, 'utf8');

    await expect(shakeHands({ ca, servername: 'example.com' })).rejects.toThrow('not in the cert');
  });

  test('the certificate names localhost and both loopback addresses, and the authority signed it', () => {
    const authority = new X509Certificate(readFileSync(made.caFile));
    const leaf = new X509Certificate(made.certificatePem);

    expect(leaf.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(leaf.checkIssued(authority)).toBe(true);
    expect([authority.ca, leaf.ca]).toEqual([true, false]);
  });

  test('only the certificate of the authority is on disk, and only its owner can read it', () => {
    expect(readdirSync(folder)).toEqual(['ca.pem']);
    expect(statSync(made.caFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(made.caFile, 'utf8')).not.toContain('PRIVATE KEY');
  });

  test('the authority is valid for this machine only', () => {
    const raw = new X509Certificate(readFileSync(made.caFile)).raw;
    // RFC 5280, section 4.2.1.10: OID 2.5.29.30, critical; [0] permitted subtrees, each with a name of
    // kind [2] (DNS) or [7] (an address and its mask).
    const mask = (bytes: number) => 'ff'.repeat(bytes);
    const loopbackV6 = `${'00'.repeat(15)}01`;
    const permitted = [
      `300b8209${Buffer.from('localhost').toString('hex')}`,
      `300a87087f000001${mask(4)}`,
      `30228720${loopbackV6}${mask(16)}`,
    ];
    const extension = `0603551d1e0101ff0441303fa03d${permitted.join('')}`;

    expect(raw.toString('hex')).toContain(extension);
  });

  test('every authority has its own key and serial number', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'certificate-test-'));
    try {
      const other = new X509Certificate(readFileSync((await createCertificate(elsewhere)).caFile));
      const authority = new X509Certificate(readFileSync(made.caFile));

      expect(other.serialNumber).not.toBe(authority.serialNumber);
      expect(other.verify(authority.publicKey)).toBe(false);
      expect(authority.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
