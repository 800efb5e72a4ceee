import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFolderError } from './errors.js';

export interface WorkingFolder {
  readonly path: string;
  /** Removes the folder and everything in it. */
  remove(): Promise<void>;
}

const PREFIX = 'valkey-lab-';
/** A unix socket's path has up to 103 bytes on macOS. A cache's socket is `/cache-XXXXXX/s` in this folder. */
const LONGEST_PATH = 103 - '/cache-XXXXXX/s'.length;
/** Short, and available on every system. */
const SHORT_PARENT = '/tmp';

/**
 * Chooses a new path for a working folder: in the system's temp folder, or in /tmp if the path would be too
 * long.
 */
export function chooseWorkingFolder(): string {
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`;
  const path = join(tmpdir(), name);
  return Buffer.byteLength(path) <= LONGEST_PATH ? path : join(SHORT_PARENT, name);
}

/** Returns whether `chooseWorkingFolder` could have given this name. */
export function isWorkingFolderName(name: string): boolean {
  return name.startsWith(PREFIX) && /^[0-9a-f]{12}$/.test(name.slice(PREFIX.length));
}

/** Creates a folder that only this user can enter. Throws EmulatorError FOLDER_UNUSABLE, also if it exists. */
export async function openWorkingFolder(path = chooseWorkingFolder()): Promise<WorkingFolder> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    throw toFolderError(error, path);
  }
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
