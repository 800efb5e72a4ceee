import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '../living-process.js';
import type { ProcessRecord } from './record.js';
import { DAEMON_FILE } from './start-process.js';

const END_WITHIN_MS = 15_000;
/** After SIGTERM: one that still works ends what it started by itself. */
const END_BY_ITSELF_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** Waits until an endpoint's process that ends is gone; false when it takes too long. */
export async function awaitEnd(pid: number, withinMs = END_WITHIN_MS): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

/** Ends an endpoint's process that does not answer; its guards end what it started. */
export async function killProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    if (await awaitEnd(pid, END_BY_ITSELF_MS)) return;
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // gone by itself
  }
  await awaitEnd(pid);
}

/**
 * Whether the endpoint's process runs: its command line names the working folder. Another program, or another
 * endpoint, may have got the number since. A command line that cannot be read counts as the endpoint's.
 */
export async function isEndpointProcess({ pid, folder }: ProcessRecord): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readCommandLine(pid);
  if (command === undefined) return isAlive(pid);
  return command.includes(DAEMON_FILE) && command.endsWith(` ${folder}`);
}

async function readCommandLine(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.replace(/\0$/, '').replaceAll('\0', ' ');
  } catch {
    const ps = promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
    return ps.then(
      ({ stdout }) => stdout.replace(/\n$/, ''),
      () => undefined,
    );
  }
}
