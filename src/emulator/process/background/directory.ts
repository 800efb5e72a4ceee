import { existsSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { toFolderError } from '../errors.js';
import { EndpointError } from './errors.js';

/**
 * Returns whether the endpoint's directory exists. The endpoint reads keys and deletes files there, so only
 * this user may have write access.
 * @throws EndpointError DIRECTORY_REFUSED
 */
export function isOwnDirectory(dir: string): boolean {
  const found = findEntry(dir);
  if (!found) return false;
  const problem = findProblem(found);
  if (problem === undefined) return true;
  throw new EndpointError('DIRECTORY_REFUSED', `The folder ${dir} cannot be used: ${problem}.`);
}

/**
 * Creates the endpoint's directory if it does not exist. Throws like `isOwnDirectory`, or if the directory
 * cannot be created.
 */
export function makeDirectory(dir: string): void {
  makeFolder(dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if (!isExisting(error)) throw toFolderError(error, dir);
  }
  isOwnDirectory(dir);
}

/** Creates a folder and its parents if they do not exist. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toFolderError(error, path);
  }
}

function findProblem(found: Stats): string | undefined {
  if (found.isSymbolicLink()) return 'it is a symbolic link';
  if (!found.isDirectory()) return 'it is not a folder';
  if (found.uid !== process.getuid?.()) return 'it belongs to another user';
  const mode = found.mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  return `other users of this machine may use it (mode ${mode.toString(8).padStart(4, '0')})`;
}

function findEntry(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw toFolderError(error, path);
  }
}

function isExisting(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

/** After this time, the lock of a killed command expires. */
const STALE_AFTER_MS = 5_000;
/** Longer than a start or a stop may take. */
const WAIT_MS = 40_000;
const RETRY_MS = 25;

/** Runs `run` while no other command starts, finds or stops the endpoint of this directory. */
export async function withLock<T>(dir: string, run: () => Promise<T>): Promise<T> {
  makeFolder(dirname(dir));
  const unlock = await takeLock(dir);
  try {
    return await run();
  } finally {
    await unlock().catch(() => {});
  }
}

async function takeLock(dir: string): Promise<() => Promise<void>> {
  const options = {
    lockfilePath: toLockPath(dir),
    realpath: false, // the directory may not exist yet
    stale: STALE_AFTER_MS,
    // The lock can be lost while the machine sleeps. An endpoint whose record is replaced ends by itself.
    onCompromised: () => {},
  };
  const until = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return await lock(dir, options);
    } catch (error) {
      // Only another command's lock goes away.
      const isLocked = (error as { code?: string }).code === 'ELOCKED';
      if (!isLocked) throw toFolderError(error, toLockPath(dir));
      if (performance.now() > until) {
        const message = `Another command has held ${toLockPath(dir)} for ${WAIT_MS / 1000} s.`;
        throw new EndpointError('UNRESPONSIVE', message, { cause: error });
      }
    }
    await sleep(RETRY_MS);
  }
}

/** Returns whether a command currently starts, finds or stops the endpoint of this directory. */
export function isLocked(dir: string): boolean {
  return existsSync(toLockPath(dir));
}

function toLockPath(dir: string): string {
  return `${dir}.lock`;
}
