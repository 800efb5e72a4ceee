import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '../living-process.js';
import { DAEMON_FILE } from './start-process.js';

const END_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Waits until an endpoint's process that was asked to stop is gone; kills it when it takes too long. */
export async function awaitEnd(pid: number): Promise<void> {
  if (await isGone(pid, END_WITHIN_MS)) return;
  await killProcess(pid);
}

/** Ends an endpoint's process that does not listen; its guards end what it started. */
export async function killProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // gone by itself
  }
  await isGone(pid, END_WITHIN_MS);
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

/** Whether the process of a record is an endpoint, and not another one that has got its number since. */
export async function isEndpointProcess(pid: number): Promise<boolean> {
  const command = await readCommandLine(pid);
  return command.includes(DAEMON_FILE) || /\blocal start\b/.test(command);
}

async function readCommandLine(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.replaceAll('\0', ' ');
  } catch {
    const ps = promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)], { env: process.env });
    return ps.then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}
