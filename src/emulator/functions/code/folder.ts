import { createWriteStream } from 'node:fs';
import { chmod, mkdir, opendir, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { isExecutable, openZip, toEntryKind } from './zip-archive.js';

/** The longest link target that a file system accepts. */
const LINK_LIMIT_BYTES = 4096;

/**
 * Unpacks a function's zip into `folder`, which it creates with mode 0700. Files are read-only, as in /var/task
 * on AWS. No entry can leave the folder: yauzl refuses absolute names and `..`, and links are created last, so
 * no file is written through a link. Throws when the zip cannot be unpacked.
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
    // The parent may itself be reached through a link, so the target starts at the parent's real path.
    const place = relative(root, await realpath(dirname(path)));
    if (!isInside(place, target)) throw new Error(`Link ${name} leads out of the package.`);
    await symlink(target, path);
  }
}

/** Removes a folder with its contents, even if a function has removed permissions from them. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

async function writeEntry(archive: ZipFile, entry: Entry, path: string): Promise<void> {
  await makeFolder(dirname(path));
  // A zip may contain a name twice. The last entry counts, and the first file is read-only.
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
 * Whether a link in the folder `place` surely stays in the package. Its target must be relative and must not
 * climb above the root. `..` may come only at the beginning: after a name, it could climb through another link.
 */
function isInside(place: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target)) return false;
  const parts = target.split('/');
  const firstName = parts.findIndex((part) => part !== '..' && part !== '.');
  if (firstName >= 0 && parts.slice(firstName).includes('..')) return false;
  return !posix.join(place, target).startsWith('..');
}

async function openFolders(path: string): Promise<void> {
  await chmod(path, 0o700);
  for await (const entry of await opendir(path)) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
