import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';

/** How long the lock of a command that was killed stands. */
const STALE_AFTER_MS = 5_000;
/** Longer than a start or a stop may take. */
const WAIT_MS = 40_000;
const RETRY_MS = 25;

/** Runs `run` while no other command starts, finds or stops the endpoint of this directory. */
export async function withLock<T>(dir: string, run: () => Promise<T>): Promise<T> {
  await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
  const unlock = await lock(dir, {
    lockfilePath: toLockPath(dir),
    realpath: false, // it need not be there yet
    retries: { retries: WAIT_MS / RETRY_MS, factor: 1, minTimeout: RETRY_MS },
    stale: STALE_AFTER_MS,
    // Taken from us, for we were asleep: an endpoint whose record was replaced ends by itself.
    onCompromised: () => {},
  });
  try {
    return await run();
  } finally {
    await unlock().catch(() => {});
  }
}

/** Whether a command starts, finds or stops the endpoint of this directory at this time. */
export function isLocked(dir: string): boolean {
  return existsSync(toLockPath(dir));
}

function toLockPath(dir: string): string {
  return `${dir}.lock`;
}
