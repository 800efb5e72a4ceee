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
 * In megabytes. Data that passes through the cache port is garbage at once. Frequent collections keep it from
 * counting as memory pressure, which would make V8 search the whole heap again and again.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

/** Time limit of a start on a busy machine. */
const START_WITHIN_MS = 30_000;

/**
 * Starts the endpoint in a separate process, which outlives this one, and waits until it is ready.
 * @throws EndpointError with the code of the error there
 */
export async function startProcess(options: RunOptions): Promise<void> {
  const child = await launch({ ...options, folder: chooseWorkingFolder(), isAttached: false });
  if (child.connected) child.disconnect();
  child.unref();
}

/**
 * Starts the endpoint in a separate process, which ends with this one, and waits until it is ready. `ended`
 * rejects if the endpoint ends without a request.
 * @throws EndpointError with the code of the error there
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
    throw new EndpointError('FAILED', `The local endpoint ended unexpectedly (${code ?? signal}).`);
  });
  ended.catch(() => {}); // callers that wait get the error
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
  // The random name of the folder identifies the endpoint's process to the next command.
  const child = spawn(process.execPath, [SMALL_YOUNG_GENERATION, program, options.folder], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: toEnvironment(process.env),
  });
  child.send(options, () => {}); // fails only if the child has ended, which `readFirst` reports
  const first = await readFirst(child, onLog);
  if (first.type === 'ready') return child;
  if (child.connected) child.disconnect();
  child.unref();
  throw new EndpointError(first.code, first.message);
}

/** Waits for the first message: ready, or the error. */
function readFirst(
  child: ChildProcess,
  onLog: (line: string) => void,
): Promise<Exclude<DaemonMessage, { type: 'log' }>> {
  return new Promise((resolve) => {
    const fail = (message: string) => resolve({ type: 'failed', code: 'FAILED', message });
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`It was not ready within ${START_WITHIN_MS / 1000} s.`);
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

/** Passes none of the caller's credentials, tokens and NODE_OPTIONS: functions run untrusted code. */
function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
