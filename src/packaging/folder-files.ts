import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { LabError } from '../errors.js';
import { readIgnored } from './ignored.js';
import type { ZipEntry } from './zip.js';

/** A file or link of a folder that goes into the package. */
export type FolderFile = { readonly name: string } & (
  | { readonly path: string; readonly bytes: number; readonly isExecutable: boolean }
  | { readonly linkTarget: string }
);

/**
 * Lists the files that go into a package, without those that never do and those that `.lambdaignore` excludes.
 * @throws LabError PACKAGE_INVALID for a link that leads out of the folder, and for what is neither file, folder nor link
 */
export async function listFolderFiles(folder: string): Promise<FolderFile[]> {
  const isIgnored = await readIgnored(folder);
  const root = await realpath(folder);
  const files: FolderFile[] = [];
  const visit = async (prefix: string): Promise<void> => {
    const entries = await readOrRefuse(join(root, prefix), (path) =>
      readdir(path, { withFileTypes: true }),
    );
    for (const entry of entries) {
      const name = `${prefix}${entry.name}`;
      if (isIgnored(entry.isDirectory() ? `${name}/` : name)) continue;
      if (entry.isDirectory()) await visit(`${name}/`);
      else if (entry.isSymbolicLink()) files.push({ name, linkTarget: await toTarget(root, name) });
      else if (entry.isFile()) files.push(await describe(root, name));
      else {
        const what = `${name} of ${folder} is neither a file nor a folder`;
        throw new LabError('PACKAGE_INVALID', `${what}, so it cannot be packed.`, {
          hint: 'Remove it, or name it in .lambdaignore.',
        });
      }
    }
  };
  await visit('');
  return files;
}

/** Reads the contents. */
export function readFiles(files: readonly FolderFile[]): Promise<ZipEntry[]> {
  return Promise.all(
    files.map(async (file): Promise<ZipEntry> => {
      if ('linkTarget' in file) return file;
      const { name, path, isExecutable } = file;
      const content = await readOrRefuse(path, (one) => readFile(one));
      return { name, content, isExecutable };
    }),
  );
}

async function describe(root: string, name: string): Promise<FolderFile> {
  const path = join(root, name);
  const { size: bytes, mode } = await stat(path);
  return { name, path, bytes, isExecutable: (mode & 0o100) !== 0 };
}

/** Returns where a link leads, relative to its own folder. */
async function toTarget(root: string, name: string): Promise<string> {
  const path = join(root, name);
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) {
    const place = relative(root, real);
    const isOutside = place === '..' || place.startsWith(`..${sep}`) || isAbsolute(place);
    if (!isOutside) return relative(dirname(path), real).replaceAll(sep, '/') || '.';
  }
  const where = real === undefined ? 'leads nowhere' : `leads out of the folder`;
  throw new LabError(
    'PACKAGE_INVALID',
    `The link ${name} -> ${await readlink(path)} ${where}, so it would not work on Lambda.`,
    {
      hint: 'Replace it by a copy (for npm: `npm install --install-links`), or name it in .lambdaignore.',
    },
  );
}

async function readOrRefuse<T>(path: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LabError('PACKAGE_INVALID', `${path} cannot be read (${code}).`);
  }
}
