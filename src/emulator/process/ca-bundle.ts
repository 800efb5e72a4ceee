import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** The authorities of the system: on Debian and Alpine, Fedora and RHEL, SUSE, macOS. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Returns the system's authorities (PEM), or else those that Node.js carries. */
export function readSystemAuthorities(): string {
  for (const file of SYSTEM_FILES) {
    const text = readAuthorities(file);
    if (text !== undefined) return text;
  }
  return rootCertificates.join('\n');
}

/** Returns the authorities in a file (PEM), if it can be read. */
export function readAuthorities(file: string | undefined): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Writes a file with the authorities `base` and `own` into `folder`, and returns its path. The name depends on the
 * content, because running programs may still read a file of an earlier call.
 */
export function writeBundle(folder: string, base: string, own: string): string {
  const text = base.includes(own.trim()) ? base : `${base.trim()}\n${own}`.trimStart();
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(folder, `authorities-${hash}.pem`);
  if (!existsSync(path)) writeFileSync(path, text, { mode: 0o600 });
  return path;
}
