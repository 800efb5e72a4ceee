import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** A home folder of its own for the built program; `close` stops its endpoint and removes it. */
export function createWorkspace({ signal }) {
  if (!existsSync(PROGRAM)) throw new Error('There is no dist/cli.js: run `npm run build` first.');
  const home = mkdtempSync(join(tmpdir(), 'valkey-lab-bench-'));
  const state = join(home, 'state');
  const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: state };

  const run = (args, options = {}) =>
    runProcess({ args, env, cwd: home, signal: options.signal ?? signal });
  return {
    home,
    /** Aborts when the benchmark is interrupted. */
    signal,
    /** Where the program keeps the files of its endpoint. */
    localDir: join(state, 'valkey-lab'),
    /** Milliseconds that `node <args>` takes. */
    timeNode: (...args) => run(args),
    /** Milliseconds that `valkey-lab <args>` takes, the start of Node included. */
    time: (...args) => run([PROGRAM, ...args]),
    async close() {
      try {
        // Whatever interrupted us does not interrupt this.
        await run([PROGRAM, 'local', 'stop'], { signal: new AbortController().signal });
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  };
}

/** Runs Node to its end; throws with what it wrote when it fails. */
function runProcess({ args, env, cwd, signal }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const started = performance.now();
    // In a group of its own: a Ctrl-C in the terminal is for us, and we pass it on.
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const interrupt = () => void child.kill('SIGINT');
    signal.addEventListener('abort', interrupt);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    let elapsedMs = 0;
    child.once('error', reject);
    child.once('exit', () => {
      elapsedMs = performance.now() - started;
    });
    child.once('close', (exitCode) => {
      signal.removeEventListener('abort', interrupt);
      if (signal.aborted) reject(signal.reason);
      else if (exitCode === 0) resolve(elapsedMs);
      else reject(new Error(`node ${args.join(' ')} ended with ${exitCode}:\n${output}`));
    });
  });
}
