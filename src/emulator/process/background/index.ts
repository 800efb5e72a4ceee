import { EndpointError } from './errors.js';
import { isLocked, withLock } from './lock.js';
import { type EndpointRecord, isReady, readRecord, sweep, writeRecord } from './record.js';
import { askStatus, type EndpointStatus, requestStop } from './request.js';
import type { RunningEndpoint, RunOptions } from './run.js';
import { startAttachedProcess, startProcess } from './start-process.js';
import { awaitEnd, isEndpointProcess, killProcess } from './stop-process.js';

export { EndpointError } from './errors.js';
export type { EndpointRecord } from './record.js';
export type { EndpointStatus } from './request.js';
export type { RunOptions } from './run.js';

/** An endpoint that runs, and what it says of itself. */
export interface FoundEndpoint {
  readonly record: EndpointRecord;
  readonly status: EndpointStatus;
}

/** An endpoint that ends with this process. */
export interface ForegroundEndpoint extends RunningEndpoint {
  readonly record: EndpointRecord;
}

/**
 * The endpoint of this directory, if it runs; sweeps what one that died has left.
 * @throws EndpointError UNRESPONSIVE, DIRECTORY_REFUSED, FOREIGN_FILE, as all of these functions
 */
export async function findEndpoint(dir: string): Promise<FoundEndpoint | undefined> {
  if (isNowhere(dir)) return undefined;
  return withLock(dir, () => findOrSweep(dir));
}

/**
 * Finds the endpoint or starts it, once: of two commands at the same time one waits for the other.
 * This process counts as using it from now on.
 * @throws EndpointError FAILED, or with the code of what went wrong at its start
 */
export function findOrStartEndpoint(
  options: RunOptions,
): Promise<FoundEndpoint & { readonly isNew: boolean }> {
  const { dir } = options;
  return withLock(dir, async () => {
    const found = await findOrSweep(dir, process.pid);
    if (found) return { ...keep(found, options), isNew: false };
    await start(dir, () => startProcess(options));
    return { ...(await findStarted(dir)), isNew: true };
  });
}

/**
 * Runs the endpoint in a process of its own that ends with this one.
 * @throws EndpointError RUNNING; the endpoint's own errors
 */
export function runInForeground(
  options: RunOptions,
  onLog: (line: string) => void,
): Promise<ForegroundEndpoint> {
  const { dir } = options;
  return withLock(dir, async () => {
    const found = await findOrSweep(dir);
    if (found) {
      const message = `A local endpoint already runs (process ${found.record.pid}).`;
      throw new EndpointError('RUNNING', message);
    }
    const endpoint = await start(dir, () => startAttachedProcess(options, onLog));
    const { record } = await findStarted(dir);
    return { ...endpoint, record };
  });
}

/** Stops the endpoint, whatever is in it, and waits until its process is gone; false when none runs. */
export async function stopEndpoint(dir: string): Promise<boolean> {
  if (isNowhere(dir)) return false;
  return withLock(dir, async () => {
    const record = readRecord(dir);
    if (record === undefined) return false;
    try {
      const found = await findOrSweep(dir);
      if (!found) return false;
      await requestStop(found.record, { ifEmpty: false });
      await awaitEnd(found.record.pid);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
    }
    if (await isEndpointProcess(record)) await killProcess(record.pid);
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
    const { pid } = found.record;
    if (!(await awaitEnd(pid))) await killProcess(pid);
    await sweep(dir, found.record);
    return true;
  });
}

/** None runs, and none is being started: then nothing is to be made, not even a lock. */
function isNowhere(dir: string): boolean {
  return !isLocked(dir) && readRecord(dir) === undefined;
}

/**
 * Under the lock: nobody else is starting one. What has ended is swept, and only that: an endpoint that does not
 * answer may hold somebody's lab.
 */
async function findOrSweep(dir: string, caller?: number): Promise<FoundEndpoint | undefined> {
  const record = readRecord(dir);
  if (record === undefined) return undefined;
  if (!(await isEndpointProcess(record))) {
    await sweep(dir, record);
    return undefined;
  }
  if (!isReady(record)) {
    // It ends, or the command that started it was killed: then it ends, too.
    if (await awaitEnd(record.pid)) return findOrSweep(dir, caller);
    const message = `The local endpoint (process ${record.pid}) neither starts nor ends.`;
    throw new EndpointError('UNRESPONSIVE', message);
  }
  try {
    return { record, status: await askStatus(record, caller) };
  } catch (error) {
    const now = readRecord(dir);
    // It has begun to end while it was asked.
    if (now === undefined || !isReady(now) || !(await isEndpointProcess(record))) {
      return findOrSweep(dir, caller);
    }
    throw error;
  }
}

/** Starts an endpoint; what a start that failed has left is swept at once. */
async function start<T>(dir: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const record = readRecord(dir);
    if (record && (await awaitEnd(record.pid))) await sweep(dir, record);
    throw error;
  }
}

async function findStarted(dir: string): Promise<FoundEndpoint> {
  const started = await findOrSweep(dir, process.pid);
  if (started) return started;
  throw new EndpointError('FAILED', 'The local endpoint ended right after its start.');
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
