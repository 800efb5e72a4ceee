import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toFolderError } from '../errors.js';

/** The file that leads a browser to the console. */
export const REDIRECT_FILE = 'console.html';

/**
 * Writes a page that leads to `url`, for this user only, and returns its path. Other users of this machine see the
 * arguments of a browser's process: an address there would show them the code.
 */
export function writeRedirect(dir: string, url: string): string {
  const path = join(dir, REDIRECT_FILE);
  const lines = [
    '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0;url=${url}">`,
    `<title>valkey-lab</title><a href="${url}">Open the console</a>`,
  ];
  try {
    rmSync(path, { force: true });
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw toFolderError(error, path);
  }
  return path;
}
