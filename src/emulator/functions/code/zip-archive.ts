import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** Lambda's limit of a package's size when it is unpacked: 250 MB. */
export const UNZIPPED_LIMIT_BYTES = 262_144_000;

/** What Lambda says of a zip that it cannot unpack. */
export const UNREADABLE =
  'Could not unzip uploaded file. Please check your file, then try to upload again.';

/** What kind of thing an entry makes. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Opens a zip that is in memory. Throws when it is none. */
export function openZip(zip: Uint8Array): Promise<ZipFile> {
  return fromBufferPromise(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength), {
    lazyEntries: true,
  });
}

/** Why Lambda refuses a zip, in its words, or undefined: broken, empty or too large when unpacked. */
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

/** The kind of an entry, by its Unix mode where it has one, else by its name. */
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

/** The Unix mode of an entry; 0 when the zip was not made on Unix. */
function toMode({ externalFileAttributes, versionMadeBy }: Entry): number {
  const isUnix = versionMadeBy >>> 8 === 3;
  return isUnix ? externalFileAttributes >>> 16 : 0;
}
