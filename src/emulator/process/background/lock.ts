import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { toFolderError } from '../errors.js';
import { makeFolder } from './directory.js';
import { EndpointError } from './errors.js';

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
    retries: { retries: WAIT_MS / RETRY_MS, factor: 1, minTimeout: RETRY_MS },
    stale: STALE_AFTER_MS,
    // The lock can be lost while the machine sleeps. An endpoint whose record is replaced ends by itself.
    onCompromised: () => {},
  };
  try {
    return await lock(dir, options);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ELOCKED')
      throw toFolderError(error, toLockPath(dir));
    const message = `Another command has held ${toLockPath(dir)} for ${WAIT_MS / 1000} s.`;
    throw new EndpointError('UNRESPONSIVE', message, { cause: error });
  }
}

/** Returns whether a command currently starts, finds or stops the endpoint of this directory. */
export function isLocked(dir: string): boolean {
  return existsSync(toLockPath(dir));
}

function toLockPath(dir: string): string {
  return `${dir}.lock`;
}
