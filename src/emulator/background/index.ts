import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { toBuiltFile } from '../built-file.js';
import type { DaemonMessage } from '../daemon.js';
import { type EndpointRecord, readRecord, sweep, writeRecord } from './record.js';
import { type EndpointStatus, findStatus, requestStop } from './request.js';
import type { RunOptions } from './run.js';

export type { EndpointRecord } from './record.js';
export type { EndpointStatus } from './request.js';
export type { RunOptions } from './run.js';

/** How long a start may take on a machine that is busy. */
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;

/** An endpoint that runs, and what it says of itself. */
export interface FoundEndpoint {
  readonly record: EndpointRecord;
  readonly status: EndpointStatus;
}

/** A start that failed; `code` is that of the error there, or its name (PORT_IN_USE, ValkeyServerMissingError, …). */
export class EndpointStartError extends Error {
  override readonly name = 'EndpointStartError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The endpoint of this directory, if it runs; sweeps what one that died has left. */
export async function findEndpoint(dir: string): Promise<FoundEndpoint | undefined> {
  const record = await readRecord(dir);
  if (!record) return undefined;
  const status = isAlive(record.pid) ? await findStatus(record) : undefined;
  if (status) return { record, status };
  await sweep(dir, record);
  return undefined;
}

/** Finds the endpoint or starts it, once: of two commands at the same time one waits for the other. */
export async function findOrStartEndpoint(
  options: RunOptions,
): Promise<FoundEndpoint & { readonly isNew: boolean }> {
  const running = await findEndpoint(options.dir);
  if (running) return { ...(await keep(running, options)), isNew: false };
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  await chmod(options.dir, 0o700);
  const unlock = await lock(options.dir, {
    lockfilePath: `${options.dir}.lock`,
    retries: { retries: 400, factor: 1, minTimeout: 50, maxTimeout: 100 },
    stale: 10_000,
  });
  try {
    const found = await findEndpoint(options.dir);
    if (found) return { ...(await keep(found, options)), isNew: false };
    await startProcess(options);
    const started = await findEndpoint(options.dir);
    if (started) return { ...started, isNew: true };
    throw new EndpointStartError('FAILED', 'The local endpoint ended right after its start.');
  } finally {
    await unlock();
  }
}

/** `local start` makes an endpoint that a command started stay until `local stop`. */
async function keep(
  found: FoundEndpoint,
  { dir, startedBy }: Pick<RunOptions, 'dir' | 'startedBy'>,
): Promise<FoundEndpoint> {
  if (startedBy !== 'local start' || found.record.startedBy === startedBy) return found;
  const record = { ...found.record, startedBy };
  await writeRecord(dir, record);
  return { ...found, record };
}

/** Stops the endpoint and waits until its process is gone; false when it stays because it is not empty. */
export async function stopEndpoint(
  dir: string,
  { record }: FoundEndpoint,
  { ifEmpty }: { ifEmpty: boolean },
): Promise<boolean> {
  if (!(await requestStop(record, ifEmpty))) return false;
  const until = performance.now() + STOP_WITHIN_MS;
  while (isAlive(record.pid) && performance.now() < until) await sleep(10);
  if (isAlive(record.pid)) process.kill(record.pid, 'SIGKILL');
  const after = await readRecord(dir);
  if (after?.pid === record.pid) await sweep(dir, record);
  return true;
}

async function startProcess(options: RunOptions): Promise<void> {
  const child = spawn(process.execPath, [toBuiltFile('local-endpoint.js')], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: toEnvironment(process.env),
  });
  const ended = new AbortController();
  try {
    child.send(options);
    const message = await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(([first]) => first as DaemonMessage),
      once(child, 'exit', { signal: ended.signal }).then(([code]): DaemonMessage => {
        return { type: 'failed', code: 'FAILED', message: `It ended with exit code ${code}.` };
      }),
      sleep(START_WITHIN_MS, undefined, { signal: ended.signal }).then((): DaemonMessage => {
        child.kill('SIGKILL');
        return { type: 'failed', code: 'FAILED', message: 'It did not get ready in time.' };
      }),
    ]);
    if (message.type === 'failed') throw new EndpointStartError(message.code, message.message);
  } finally {
    ended.abort();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** Never the caller's credentials, tokens or NODE_OPTIONS: what runs in functions is anybody's code. */
function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ended, but not yet collected by the system's first process, which in a container can take a second. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
