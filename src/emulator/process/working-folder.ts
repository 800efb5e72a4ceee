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
/** The path of a unix socket has up to 103 bytes on macOS; a cache's, below this folder, is `/cache-XXXXXX/s`. */
const LONGEST_PATH = 103 - '/cache-XXXXXX/s'.length;
/** Short, and on every system. */
const SHORT_PARENT = '/tmp';

/** A new path for a working folder: below the system's temp folder, or below /tmp when that path would be too long. */
export function chooseWorkingFolder(): string {
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`;
  const path = join(tmpdir(), name);
  return Buffer.byteLength(path) <= LONGEST_PATH ? path : join(SHORT_PARENT, name);
}

/** Whether a folder of this name can be one of `chooseWorkingFolder`. */
export function isWorkingFolderName(name: string): boolean {
  return name.startsWith(PREFIX) && /^[0-9a-f]{12}$/.test(name.slice(PREFIX.length));
}

/** Makes a folder that only this user can enter. Throws EmulatorError FOLDER_UNUSABLE, also when it exists already. */
export async function openWorkingFolder(path = chooseWorkingFolder()): Promise<WorkingFolder> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    throw toFolderError(error, path);
  }
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
