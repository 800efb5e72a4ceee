import { KeyObject, webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The certificate of the TLS listeners, and the file that makes clients trust it. */
export interface Certificate {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** The file with the certificate authority, in PEM. */
  readonly caFile: string;
}

type Library = typeof import('./x509.js');

/** The authority that signs both certificates. */
interface Issuer {
  readonly library: Library;
  readonly keys: webcrypto.CryptoKeyPair;
}

const AUTHORITY = 'CN=valkey-lab local endpoint';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3_600_000;

/**
 * Creates a certificate authority and a certificate for `localhost`, `127.0.0.1` and `::1`, and writes
 * the authority's certificate to `ca.pem` (0600) in `folder`. Trusting this authority is safe: its key
 * is never stored, and its name constraints allow only this machine.
 */
export async function createCertificate(folder: string): Promise<Certificate> {
  const [library, keys, serverKeys] = await Promise.all([
    import('./x509.js'), // slow to load, and needed only when an endpoint starts
    createKeys({ extractable: false }),
    createKeys({ extractable: true }),
  ]);
  const issuer: Issuer = { library, keys };
  const [authority, server] = await Promise.all([
    createAuthority(issuer),
    createServerCertificate(issuer, serverKeys.publicKey),
  ]);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, `${authority}\n`, { mode: 0o600 });
  const keyPem = KeyObject.from(serverKeys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { keyPem: keyPem.toString(), certificatePem: `${server}\n`, caFile };
}

function createKeys({ extractable }: { extractable: boolean }): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, extractable, ['sign', 'verify']);
}

async function createAuthority({ library, keys }: Issuer): Promise<string> {
  const { BasicConstraintsExtension, KeyUsagesExtension, KeyUsageFlags } = library;
  const { SubjectKeyIdentifierExtension, X509CertificateGenerator } = library;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...toLifetime(),
    name: AUTHORITY,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      toNameConstraints(library),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certificate.toString('pem');
}

async function createServerCertificate(
  { library, keys }: Issuer,
  publicKey: webcrypto.CryptoKey,
): Promise<string> {
  const { BasicConstraintsExtension, KeyUsagesExtension, KeyUsageFlags } = library;
  const { ExtendedKeyUsage, ExtendedKeyUsageExtension, SubjectAlternativeNameExtension } = library;
  const { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension } = library;
  const certificate = await library.X509CertificateGenerator.create({
    ...toLifetime(),
    subject: 'CN=localhost',
    issuer: AUTHORITY,
    publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certificate.toString('pem');
}

/** Allows only the names of this machine (RFC 5280, section 4.2.1.10). */
function toNameConstraints(library: Library) {
  const { Extension, GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } = library;
  const permitted = [
    { dNSName: 'localhost' },
    { iPAddress: '127.0.0.1/32' },
    { iPAddress: '::1/128' },
  ];
  const constraints = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(
      permitted.map((name) => new GeneralSubtree({ base: new GeneralName(name) })),
    ),
  });
  const value = library.AsnConvert.serialize(constraints);
  return new Extension(library.id_ce_nameConstraints, true, value);
}

/** Returns a year that begins yesterday, because clocks can differ. */
function toLifetime(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 365 * DAY_MS) };
}
