import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { toBuiltFile } from '../built-file.js';
import type { DaemonMessage } from '../daemon.js';
import { EndpointError } from './errors.js';
import type { RunOptions } from './run.js';

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
  const child = spawn(process.execPath, [SMALL_YOUNG_GENERATION, toBuiltFile(DAEMON_FILE)], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: toEnvironment(process.env),
  });
  const ended = new AbortController();
  const { signal } = ended;
  try {
    child.send(options);
    const message = await Promise.race([
      once(child, 'message', { signal }).then(([first]) => first as DaemonMessage),
      once(child, 'exit', { signal }).then(([code, by]) => toFailure(`It ended (${code ?? by}).`)),
      sleep(START_WITHIN_MS, undefined, { signal }).then(() => {
        child.kill('SIGKILL');
        return toFailure('It did not get ready in time.');
      }),
    ]);
    if (message.type === 'failed') throw new EndpointError(message.code, message.message);
  } finally {
    ended.abort();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function toFailure(message: string): DaemonMessage {
  return { type: 'failed', code: 'FAILED', message };
}

/** Never the caller's credentials, tokens or NODE_OPTIONS: what runs in functions is anybody's code. */
function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
