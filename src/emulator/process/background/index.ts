import type { CompatibilityRow } from '../../state/compatibility.js';
import { isLocked, withLock } from './directory.js';
import { EndpointError } from './errors.js';
import { type EndpointRecord, isReady, readRecord, sweep, writeRecord } from './record.js';
import { writeRedirect } from './redirect.js';
import {
  askStatus,
  type ConsoleAddress,
  type EndpointStatus,
  requestConsole,
  requestPace,
  requestReport,
  requestStop,
} from './request.js';
import type { RunningEndpoint, RunOptions } from './run.js';
import { startAttachedProcess, startProcess } from './start-process.js';
import { awaitEnd, isEndpointProcess, killProcess } from './stop-process.js';

export { EndpointError } from './errors.js';
export type { EndpointRecord } from './record.js';
export type { EndpointStatus } from './request.js';
export type { RunOptions } from './run.js';

/** A running endpoint and its status. */
export interface FoundEndpoint {
  readonly record: EndpointRecord;
  readonly status: EndpointStatus;
}

/** An endpoint that ends with this process. */
export interface ForegroundEndpoint extends RunningEndpoint {
  readonly record: EndpointRecord;
}

/**
 * Finds the endpoint of this directory. Removes the files of an endpoint that died.
 * @throws EndpointError UNRESPONSIVE, DIRECTORY_REFUSED or FOREIGN_FILE, like all functions here
 */
export async function findEndpoint(dir: string): Promise<FoundEndpoint | undefined> {
  if (isNowhere(dir)) return undefined;
  return withLock(dir, () => findOrSweep(dir));
}

/**
 * Finds the endpoint or starts it. If two commands do so at the same time, one waits for the other. From then
 * on, this process counts as a user of the endpoint.
 * @throws EndpointError FAILED, or the code of the error at its start
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
 * Runs the endpoint in a separate process that ends with this one.
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

/** Stops the endpoint with all its resources and waits until its process has ended. Returns false if none runs. */
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

/** Gives an empty endpoint that no other process uses another pace. Returns whether it took the pace. */
export async function changePace(dir: string, pace: string): Promise<boolean> {
  return withLock(dir, async () => {
    const found = await findOrSweep(dir, process.pid);
    if (!found || !(await requestPace(found.record, pace))) return false;
    writeRecord(dir, { ...found.record, pace });
    return true;
  });
}

/**
 * Ends this process's use of the endpoint. An endpoint that a command started ends if it is empty and no other
 * process uses it. Returns whether it ended.
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

/** Returns the endpoint's compatibility report; undefined if none runs. `reset`: the report is empty afterwards. */
export async function readReport(
  dir: string,
  reset: boolean,
): Promise<readonly CompatibilityRow[] | undefined> {
  const found = await findEndpoint(dir);
  return found && requestReport(found.record, reset);
}

/**
 * Returns the address of the endpoint's console, which works once; undefined if no endpoint runs. `withRedirect`: also a
 * file that leads a browser there.
 */
export async function openConsole(
  dir: string,
  { withRedirect }: { withRedirect: boolean },
): Promise<(ConsoleAddress & { readonly redirectFile: string | undefined }) | undefined> {
  const found = await findEndpoint(dir);
  if (!found) return undefined;
  const address = await requestConsole(found.record);
  return { ...address, redirectFile: withRedirect ? writeRedirect(dir, address.url) : undefined };
}

/** Returns whether no endpoint runs or starts. Then the commands create no files, not even a lock. */
function isNowhere(dir: string): boolean {
  return !isLocked(dir) && readRecord(dir) === undefined;
}

/**
 * Finds the endpoint. The lock guarantees that no other process starts one. Removes only the files of an
 * endpoint that ended: an endpoint that does not answer may hold a user's lab.
 */
async function findOrSweep(dir: string, caller?: number): Promise<FoundEndpoint | undefined> {
  const record = readRecord(dir);
  if (record === undefined) return undefined;
  if (!(await isEndpointProcess(record))) {
    await sweep(dir, record);
    return undefined;
  }
  if (!isReady(record)) {
    // The endpoint is ending, or its starting command was killed, which ends it too.
    if (await awaitEnd(record.pid)) return findOrSweep(dir, caller);
    const message = `The local endpoint (process ${record.pid}) neither starts nor ends.`;
    throw new EndpointError('UNRESPONSIVE', message);
  }
  try {
    return { record, status: await askStatus(record, caller) };
  } catch (error) {
    const now = readRecord(dir);
    // The endpoint began to end during the request.
    if (now === undefined || !isReady(now) || !(await isEndpointProcess(record))) {
      return findOrSweep(dir, caller);
    }
    throw error;
  }
}

/** Starts an endpoint. If the start fails, removes the files that it left. */
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

/** Makes `local start` keep an endpoint that a command started: it stays until `local stop`. */
function keep(
  found: FoundEndpoint,
  { dir, startedBy }: Pick<RunOptions, 'dir' | 'startedBy'>,
): FoundEndpoint {
  if (startedBy !== 'local start' || found.record.startedBy === startedBy) return found;
  const record = { ...found.record, startedBy };
  writeRecord(dir, record);
  return { ...found, record };
}
