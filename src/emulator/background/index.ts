import { isAlive } from '../living-process.js';
import { EndpointError } from './errors.js';
import { isLocked, withLock } from './lock.js';
import { type EndpointRecord, readRecord, sweep, writeRecord } from './record.js';
import { type EndpointStatus, findStatus, requestStop } from './request.js';
import type { RunningEndpoint, RunOptions } from './run.js';
import { startProcess } from './start-process.js';
import { awaitEnd, isEndpointProcess, killProcess } from './stop-process.js';

export { EndpointError } from './errors.js';
export type { EndpointRecord } from './record.js';
export type { EndpointStatus } from './request.js';
export type { RunningEndpoint, RunOptions } from './run.js';

/** An endpoint that runs, and what it says of itself. */
export interface FoundEndpoint {
  readonly record: EndpointRecord;
  readonly status: EndpointStatus;
}

/**
 * The endpoint of this directory, if it runs; sweeps what one that died has left.
 * @throws EndpointError UNRESPONSIVE
 */
export async function findEndpoint(dir: string): Promise<FoundEndpoint | undefined> {
  if (isNowhere(dir)) return undefined;
  return withLock(dir, () => findOrSweep(dir));
}

/**
 * Finds the endpoint or starts it, once: of two commands at the same time one waits for the other.
 * This process counts as using it from now on.
 * @throws EndpointError UNRESPONSIVE, FAILED, or with the code of what went wrong at its start
 */
export function findOrStartEndpoint(
  options: RunOptions,
): Promise<FoundEndpoint & { readonly isNew: boolean }> {
  const { dir } = options;
  return withLock(dir, async () => {
    const found = await findOrSweep(dir, process.pid);
    if (found) return { ...keep(found, options), isNew: false };
    await startProcess(options);
    const started = await findOrSweep(dir, process.pid);
    if (started) return { ...started, isNew: true };
    throw new EndpointError('FAILED', 'The local endpoint ended right after its start.');
  });
}

/**
 * Runs the endpoint in this process.
 * @throws EndpointError RUNNING, UNRESPONSIVE; the endpoint's own errors
 */
export function runInForeground(
  options: RunOptions,
  onLog: (line: string) => void,
): Promise<RunningEndpoint> {
  return withLock(options.dir, async () => {
    const found = await findOrSweep(options.dir);
    if (found) {
      const message = `A local endpoint already runs (process ${found.record.pid}).`;
      throw new EndpointError('RUNNING', message);
    }
    const { runEndpoint } = await import('./run.js');
    return runEndpoint(options, onLog);
  });
}

/** Stops the endpoint, whatever is in it, and waits until its process is gone; false when none runs. */
export async function stopEndpoint(dir: string): Promise<boolean> {
  if (isNowhere(dir)) return false;
  return withLock(dir, async () => {
    const record = readRecord(dir);
    try {
      const found = await findOrSweep(dir);
      if (!found) return false;
      await requestStop(found.record, { ifEmpty: false });
      await awaitEnd(found.record.pid);
    } catch (error) {
      if (!(error instanceof EndpointError) || typeof record === 'string') throw error;
      if (!(await isEndpointProcess(record.pid))) throw error;
      await killProcess(record.pid);
    }
    await sweep(dir, record);
    return true;
  });
}

/**
 * This process no longer uses the endpoint. One that a command started by itself ends if nothing is
 * in it and no other process uses it; whether it did.
 */
export async function releaseEndpoint(dir: string): Promise<boolean> {
  if (isNowhere(dir)) return false;
  return withLock(dir, async () => {
    const found = await findOrSweep(dir);
    if (found?.record.startedBy !== 'command') return false;
    if (!(await requestStop(found.record, { ifEmpty: true }))) return false;
    await awaitEnd(found.record.pid);
    await sweep(dir, found.record);
    return true;
  });
}

/** None runs, and none is being started: then nothing is to be made, not even a lock. */
function isNowhere(dir: string): boolean {
  return !isLocked(dir) && readRecord(dir) === 'missing';
}

/** Under the lock: nobody else is starting one. */
async function findOrSweep(dir: string, caller?: number): Promise<FoundEndpoint | undefined> {
  const record = readRecord(dir);
  if (typeof record !== 'string' && isAlive(record.pid)) {
    const status = await findStatus(record, caller);
    if (status) return { record, status };
  }
  await sweep(dir);
  return undefined;
}

/** `local start` makes an endpoint that a command started stay until `local stop`. */
function keep(
  found: FoundEndpoint,
  { dir, startedBy }: Pick<RunOptions, 'dir' | 'startedBy'>,
): FoundEndpoint {
  if (startedBy !== 'local start' || found.record.startedBy === startedBy) return found;
  const record = { ...found.record, startedBy };
  writeRecord(dir, record);
  return { ...found, record };
}
