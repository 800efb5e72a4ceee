import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** Lambda's limit for an unpacked package: 250 MB. */
export const UNZIPPED_LIMIT_BYTES = 262_144_000;

/** Lambda's message for a zip that it cannot unpack. */
export const UNREADABLE =
  'Could not unzip uploaded file. Please check your file, then try to upload again.';

/** The kinds of entries of a zip. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Opens a zip in memory. Throws when the bytes are not a zip. */
export function openZip(zip: Uint8Array): Promise<ZipFile> {
  return fromBufferPromise(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength), {
    lazyEntries: true,
  });
}

/** Returns Lambda's message for a zip that is broken, empty or too large when unpacked, otherwise undefined. */
export async function findZipFault(zip: Uint8Array): Promise<string | undefined> {
  let unzippedBytes = 0;
  let entries = 0;
  try {
    // yauzl refuses absolute names and names with `..`.
    for await (const entry of (await openZip(zip)).eachEntry()) {
      if (entry.isEncrypted() || !entry.canDecodeFileData()) return UNREADABLE;
      if (toEntryKind(entry) === 'other') return UNREADABLE;
      entries += 1;
      unzippedBytes += entry.uncompressedSize;
    }
  } catch {
    return UNREADABLE;
  }
  if (entries === 0) return 'Uploaded file must be a non-empty zip';
  if (unzippedBytes < UNZIPPED_LIMIT_BYTES) return undefined;
  return `Unzipped size must be smaller than ${UNZIPPED_LIMIT_BYTES} bytes`;
}

/** Returns the kind of an entry, by its Unix mode if it has one, otherwise by its name. */
export function toEntryKind(entry: Entry): EntryKind {
  const type = toMode(entry) & 0o170000;
  if (entry.fileName.endsWith('/') || type === 0o040000) return 'folder';
  if (type === 0o120000) return 'link';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}

/** Whether the entry's owner may run it. */
export function isExecutable(entry: Entry): boolean {
  return (toMode(entry) & 0o100) !== 0;
}

/** Returns the Unix mode of an entry, or 0 when the zip was not created on Unix. */
function toMode({ externalFileAttributes, versionMadeBy }: Entry): number {
  const isUnix = versionMadeBy >>> 8 === 3;
  return isUnix ? externalFileAttributes >>> 16 : 0;
}
