import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** The earliest date of the zip format. Lambda needs no date, and the same code must always give the same bytes. */
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1));

/** A file or a symbolic link of a package. */
export type ZipEntry = {
  /** Its path in the package, with `/`. */
  readonly name: string;
} & (
  | { readonly content: Uint8Array; readonly isExecutable?: boolean }
  | { readonly linkTarget: string }
);

/** A package for Lambda. */
export interface Zip {
  readonly zip: Uint8Array;
  /** SHA-256 in base64: Lambda's `CodeSha256` of the same bytes. */
  readonly codeSha256: string;
}

/** Packs the entries. The same entries always give the same bytes, in any order. */
export async function createZip(entries: readonly ZipEntry[]): Promise<Zip> {
  const archive = new ZipArchive();
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of sorted) {
    const common = { name: entry.name, date: ENTRY_DATE };
    if ('linkTarget' in entry) {
      // `archive.symlink` takes no date.
      const link = { ...common, type: 'symlink' as const, linkname: entry.linkTarget, mode: 0o777 };
      archive.append(Buffer.alloc(0), link);
    } else {
      const mode = entry.isExecutable ? 0o755 : 0o644;
      archive.append(Buffer.from(entry.content), { ...common, mode });
    }
  }
  const [zip] = await Promise.all([buffer(archive), archive.finalize()]);
  return toZip(zip);
}

/** Adds the checksum to a package. */
export function toZip(zip: Uint8Array): Zip {
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}
