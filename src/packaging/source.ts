import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '../errors.js';

/** A function's folder or zip, for the search for its entry. */
export interface Source {
  /** How messages name it. */
  readonly label: string;
  readonly isEmpty: boolean;
  has(name: string): boolean | Promise<boolean>;
  read(name: string): Promise<string>;
}

/**
 * Says what a path is.
 * @throws LabError PACKAGE_INVALID when it is missing, or neither a folder nor a .zip
 */
export async function findKind(path: string): Promise<'folder' | 'zip'> {
  const hint = 'Name the folder of a function, or a .zip.';
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new LabError('PACKAGE_INVALID', `${path} ${why}.`, { hint });
  }
  if (found.isDirectory()) return 'folder';
  if (found.isFile() && path.toLowerCase().endsWith('.zip')) return 'zip';
  throw new LabError('PACKAGE_INVALID', `${path} is neither a folder nor a .zip.`, { hint });
}

/** Opens a folder. */
export async function openFolder(path: string): Promise<Source & { readonly kind: 'folder' }> {
  const folder = resolve(path);
  return {
    kind: 'folder',
    label: path,
    isEmpty: (await readdir(folder)).length === 0,
    has: async (name) => (await stat(join(folder, name)).catch(() => undefined))?.isFile() ?? false,
    read: (name) => readFile(join(folder, name), 'utf8'),
  };
}
