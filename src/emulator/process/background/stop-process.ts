import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '../living-process.js';
import type { ProcessRecord } from './record.js';
import { DAEMON_FILE } from './start-process.js';

const END_WITHIN_MS = 15_000;
/** Time limit after SIGTERM: a working process also ends what it started. */
const END_BY_ITSELF_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** Waits until the process of an ending endpoint is gone. Returns false if this takes too long. */
export async function awaitEnd(pid: number, withinMs = END_WITHIN_MS): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

/** Ends the process of an endpoint that does not answer. Its guards end the processes that it started. */
export async function killProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    if (await awaitEnd(pid, END_BY_ITSELF_MS)) return;
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has ended
  }
  await awaitEnd(pid);
}

/**
 * Returns whether the endpoint's process runs. Another program may have received its process id since, so the
 * command line must name the working folder. A command line that cannot be read counts as the endpoint's.
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
