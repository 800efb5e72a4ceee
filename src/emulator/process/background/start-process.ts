import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { toBuiltFile } from '../built-file.js';
import type { DaemonMessage, DaemonOptions } from '../daemon.js';
import { chooseWorkingFolder } from '../working-folder.js';
import { EndpointError } from './errors.js';
import type { RunningEndpoint, RunOptions } from './run.js';

/** The program of the endpoint's own process. */
export const DAEMON_FILE = 'local-endpoint.js';

/**
 * Megabytes. What passes through the cache port is garbage at once; collected often, it never counts
 * as memory pressure, for which V8 would look through the whole heap again and again.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/** How long a start may take on a machine that is busy. */
const START_WITHIN_MS = 30_000;

/**
 * Starts the endpoint in a process of its own, which outlives this one, and waits until it is ready.
 * @throws EndpointError with the code of what went wrong there
 */
export async function startProcess(options: RunOptions): Promise<void> {
  const child = await launch({ ...options, folder: chooseWorkingFolder(), isAttached: false });
  if (child.connected) child.disconnect();
  child.unref();
}

/**
 * Starts the endpoint in a process of its own, which ends with this one, and waits until it is ready.
 * @throws EndpointError with the code of what went wrong there; `ended` rejects when it ends otherwise than by request
 */
export async function startAttachedProcess(
  options: RunOptions,
  onLog: (line: string) => void,
): Promise<RunningEndpoint> {
  const child = await launch(
    { ...options, folder: chooseWorkingFolder(), isAttached: true },
    onLog,
  );
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (code === 0) return;
    throw new EndpointError('FAILED', `The local endpoint ended by itself (${code ?? signal}).`);
  });
  ended.catch(() => {}); // for those who wait
  return {
    ended,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function launch(
  options: DaemonOptions,
  onLog: (line: string) => void = () => {},
): Promise<ChildProcess> {
  const program = toBuiltFile(DAEMON_FILE);
  // The folder's name is random: by it the next command knows which endpoint a process is.
  const child = spawn(process.execPath, [SMALL_YOUNG_GENERATION, program, options.folder], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: toEnvironment(process.env),
  });
  child.send(options, () => {}); // when it could not be sent, the child has ended, which is awaited
  const first = await readFirst(child, onLog);
  if (first.type === 'ready') return child;
  if (child.connected) child.disconnect();
  child.unref();
  throw new EndpointError(first.code, first.message);
}

/** Whether it is ready, or what went wrong. */
function readFirst(
  child: ChildProcess,
  onLog: (line: string) => void,
): Promise<Exclude<DaemonMessage, { type: 'log' }>> {
  return new Promise((resolve) => {
    const fail = (message: string) => resolve({ type: 'failed', code: 'FAILED', message });
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail('It did not get ready in time.');
    }, START_WITHIN_MS);
    child.on('message', (message: DaemonMessage) => {
      if (message.type === 'log') return onLog(message.line);
      clearTimeout(late);
      resolve(message);
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, by) => {
      clearTimeout(late);
      fail(`It ended (${code ?? by}).`);
    });
  });
}

/** Never the caller's credentials, tokens or NODE_OPTIONS: what runs in functions is anybody's code. */
function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
