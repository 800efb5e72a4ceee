import { createHash, createSign, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  bitString,
  der,
  integer,
  objectId,
  octetString,
  sequence,
  TRUE,
  utcTime,
  utf8String,
} from './der.js';

/** What the TLS listeners show, and the file by which clients trust it. */
export interface Certificate {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** The certificate authority, PEM. */
  readonly caFile: string;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Contents {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

const AUTHORITY = 'valkey-lab local endpoint';
const LIFE_MS = 365 * 24 * 3_600_000;
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** Tags of a GeneralName (RFC 5280): dNSName and iPAddress. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const LOCALHOST = Buffer.from('localhost');
const LOOPBACK_V4 = Buffer.from([127, 0, 0, 1]);
const LOOPBACK_V6 = Buffer.from([...new Array(15).fill(0), 1]);

/**
 * Makes a certificate authority and a certificate for `localhost`, `127.0.0.1` and `::1`, and writes
 * the authority's certificate to `ca.pem` (0600) in `folder`. The authority's key is forgotten at
 * once and its name constraints allow nothing but this machine: whoever trusts it risks nothing.
 *
 * Written here in DER rather than by @peculiar/x509, which needs `Reflect` extended for the whole
 * process (in somebody's test suite, too) and takes 120 ms to load.
 */
export async function createCertificate(folder: string): Promise<Certificate> {
  const [authority, server] = await Promise.all([createKeyPair(), createKeyPair()]);
  const caPem = toCertificate({
    subject: AUTHORITY,
    issuer: AUTHORITY,
    publicKey: authority.publicKey,
    signingKey: authority.privateKey,
    extensions: toAuthorityExtensions(authority),
  });
  const certificatePem = toCertificate({
    subject: 'localhost',
    issuer: AUTHORITY,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    extensions: toServerExtensions(authority, server),
  });
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, caPem, { mode: 0o600 });
  const keyPem = server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { keyPem, certificatePem, caFile };
}

function createKeyPair(): Promise<KeyPair> {
  return promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
}

function toAuthorityExtensions(authority: KeyPair): Buffer[] {
  const exactly = (address: Buffer): Buffer =>
    Buffer.concat([address, Buffer.alloc(address.length, 0xff)]);
  const permitted = [
    sequence(der(DNS_NAME, LOCALHOST)),
    sequence(der(IP_ADDRESS, exactly(LOOPBACK_V4))),
    sequence(der(IP_ADDRESS, exactly(LOOPBACK_V6))),
  ];
  return [
    extension('2.5.29.19', sequence(TRUE, integer(Buffer.from([0]))), TRUE), // CA, no CA below it
    extension('2.5.29.15', bitString(Buffer.from([0b0000_0100]), 2), TRUE), // keyCertSign
    extension('2.5.29.30', sequence(der(0xa0, ...permitted)), TRUE), // name constraints
    extension('2.5.29.14', octetString(toKeyId(authority.publicKey))),
  ];
}

function toServerExtensions(authority: KeyPair, server: KeyPair): Buffer[] {
  const names = [
    der(DNS_NAME, LOCALHOST),
    der(IP_ADDRESS, LOOPBACK_V4),
    der(IP_ADDRESS, LOOPBACK_V6),
  ];
  return [
    extension('2.5.29.19', sequence(), TRUE), // not a CA
    extension('2.5.29.15', bitString(Buffer.from([0b1000_0000]), 7), TRUE), // digitalSignature
    extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))), // serverAuth
    extension('2.5.29.17', sequence(...names)),
    extension('2.5.29.14', octetString(toKeyId(server.publicKey))),
    extension('2.5.29.35', sequence(der(0x80, toKeyId(authority.publicKey)))),
  ];
}

/** A signed X.509 version 3 certificate (RFC 5280, section 4.1), PEM. */
function toCertificate(contents: Contents): string {
  const now = Date.now();
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(toSerialNumber()),
    ECDSA_WITH_SHA256,
    toName(contents.issuer),
    sequence(utcTime(new Date(now - 24 * 3_600_000)), utcTime(new Date(now + LIFE_MS))),
    toName(contents.subject),
    contents.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...contents.extensions)),
  );
  const signature = createSign('sha256').update(content).sign(contents.signingKey);
  const base64 = sequence(content, ECDSA_WITH_SHA256, bitString(signature)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Random, positive, and without a leading zero byte, as DER wants it. */
function toSerialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function toName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), utf8String(commonName))));
}

function extension(id: string, value: Buffer, critical: Buffer = Buffer.alloc(0)): Buffer {
  return sequence(objectId(id), critical, octetString(value));
}

function toKeyId(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}
