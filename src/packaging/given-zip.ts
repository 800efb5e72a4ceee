import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Entry, fromBufferPromise } from 'yauzl';
import { LabError } from '../errors.js';
import { staysInside } from './links.js';
import type { Source } from './source.js';

/** A zip of the user's own making, which is uploaded as it is. */
export interface GivenZip extends Source {
  readonly kind: 'zip';
  readonly zip: Uint8Array;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Opens a zip and checks what Lambda would refuse.
 * @throws LabError PACKAGE_INVALID
 */
export async function openGivenZip(path: string): Promise<GivenZip> {
  const zip = await readFile(path);
  const entries = new Map<string, Entry>();
  const refuse = (why: string) => new LabError('PACKAGE_INVALID', `${path} ${why}.`);
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, autoClose: false });
    const read = async (entry: Entry) => text(await archive.openReadStreamPromise(entry));
    for await (const entry of archive.eachEntry()) {
      if (entry.isEncrypted()) throw refuse('is encrypted');
      if (entry.fileName.endsWith('/')) continue;
      if (isLink(entry) && !staysInside(entry.fileName, await read(entry))) {
        throw refuse(`has a link that leads out of the package: ${entry.fileName}`);
      }
      entries.set(entry.fileName, entry);
    }
    return {
      kind: 'zip',
      label: path,
      isEmpty: entries.size === 0,
      zip,
      files: [...entries.values()].map((one) => ({
        name: one.fileName,
        bytes: one.uncompressedSize,
      })),
      has: (name) => entries.has(name),
      async read(name) {
        const entry = entries.get(name);
        return entry ? read(entry) : '';
      },
    };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw refuse(`is not a zip that Lambda can unpack (${(error as Error).message})`);
  }
}

/** Whether the entry's Unix mode is that of a symbolic link. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}
