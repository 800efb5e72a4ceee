import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Reads a file of this user. Returns undefined if it does not exist, and an empty text for anything else, such as a
 * link, a folder or another user's file.
 */
export function readOwnFile(path: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return '';
  }
  try {
    const found = fstatSync(fd);
    const isOwn = found.isFile() && found.uid === process.getuid?.();
    return isOwn ? readFileSync(fd, 'utf8') : '';
  } finally {
    closeSync(fd);
  }
}
