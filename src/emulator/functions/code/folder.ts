import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { isExecutable, openZip, toEntryKind } from './zip-archive.js';

/** The longest link target that a file system takes. */
const LINK_LIMIT_BYTES = 4096;

/**
 * Unpacks a function's zip into `folder` (made, mode 0700). Files are read-only, as /var/task is on AWS.
 * Names cannot leave the folder: yauzl refuses absolute names and `..`, links are made last, and no
 * file is written through one. Throws for what cannot be unpacked.
 */
export async function unpackCode(zip: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const archive = await openZip(zip);
  const links = new Map<string, string>();
  for await (const entry of archive.eachEntry()) {
    const kind = toEntryKind(entry);
    if (kind === 'folder') await makeFolder(join(folder, entry.fileName));
    if (kind === 'file') await writeEntry(archive, entry, join(folder, entry.fileName));
    if (kind === 'link') links.set(entry.fileName, await readLink(archive, entry));
  }
  const root = await realpath(folder);
  for (const [name, target] of links) {
    const path = join(root, name);
    await makeFolder(dirname(path));
    // A link may stand behind another link: its target counts from the place where it really is.
    const place = relative(root, await realpath(dirname(path)));
    if (!isInside(place, target)) throw new Error(`Link ${name} leads out of the package.`);
    await symlink(target, path);
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

async function writeEntry(archive: ZipFile, entry: Entry, path: string): Promise<void> {
  await makeFolder(dirname(path));
  // A zip may hold a name twice: the last one counts, and the first is read-only.
  await rm(path, { force: true });
  const mode = isExecutable(entry) ? 0o500 : 0o400;
  await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path, { mode }));
}

async function readLink(archive: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > LINK_LIMIT_BYTES) {
    throw new Error(`Link ${entry.fileName} is too long.`);
  }
  return text(await archive.openReadStreamPromise(entry));
}

/**
 * Whether a link in the folder `place` stays in the package whatever its parts are: relative, `..` only at its
 * beginning (after a name it could climb out through another link), and not above the root.
 */
function isInside(place: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target)) return false;
  const parts = target.split('/');
  const firstName = parts.findIndex((part) => part !== '..' && part !== '.');
  if (firstName >= 0 && parts.slice(firstName).includes('..')) return false;
  return !posix.join(place, target).startsWith('..');
}
