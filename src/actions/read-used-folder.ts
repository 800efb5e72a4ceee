import { readdir } from 'node:fs/promises';
import { LabError } from '../errors.js';

/**
 * Returns the names in a folder that a command is about to fill; none when the folder does not exist yet.
 * @throws LabError CONFIG_INVALID when it is no folder, or cannot be read. `folder` is its name for the user.
 */
export async function readUsedFolder(folder: string, target: string): Promise<string[]> {
  try {
    return (await readdir(target)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    const why = code === 'ENOTDIR' ? 'is not a folder' : `cannot be read (${code})`;
    throw new LabError('CONFIG_INVALID', `${folder} ${why}.`, { hint: 'Name a new folder.' });
  }
}
