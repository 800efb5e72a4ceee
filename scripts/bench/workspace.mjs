import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { shared } from '../bundling.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli.js');
/** Writes how much memory the process took at most, in KB, when it ends. */
const NOTE_MEMORY = `data:text/javascript,import { writeFileSync } from 'node:fs';
const file = process.env.BENCH_MEMORY_FILE;
process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));`;

/** A home folder of its own for the built program; `close` stops its endpoint and removes it. */
export function createWorkspace({ signal }) {
  if (!existsSync(PROGRAM)) throw new Error('There is no dist/cli.js: run `npm run build` first.');
  const home = mkdtempSync(join(tmpdir(), 'valkey-lab-bench-'));
  const state = join(home, 'state');
  const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: state };

  const runNode = (args, options = {}) =>
    runProcess(process.execPath, args, {
      env: { ...env, ...options.env },
      cwd: home,
      signal: options.signal ?? signal,
    });
  const run = (args, options) => runNode([PROGRAM, ...args], options);
  const bundles = new Map();
  return {
    home,
    /** Aborts when the benchmark is interrupted. */
    signal,
    /** The environment of what is run here: nothing of the person's who measures. */
    env,
    /** Where the program keeps the files of its endpoint. */
    localDir: join(state, 'valkey-lab'),
    /** Milliseconds that `node <args>` takes. */
    timeNode: async (...args) => (await runNode(args)).elapsedMs,
    /** Milliseconds that `valkey-lab <args>` takes, the start of Node included. */
    time: async (...args) => (await run(args)).elapsedMs,
    /** Runs `valkey-lab <args>`: `{ elapsedMs, stdout }`. */
    run,
    runNode,
    /** Bytes of memory that `valkey-lab <args>` takes at most. */
    async measureMemory(args, options = {}) {
      const file = join(home, 'memory');
      const more = { ...options.env, BENCH_MEMORY_FILE: file };
      await runNode(['--import', NOTE_MEMORY, PROGRAM, ...args], { ...options, env: more });
      return Number(readFileSync(file, 'utf8')) * 1024;
    },
    /** Builds `scripts/bench/inside/<name>.mjs` as the program is built, once; gives the file. */
    bundle(name, options) {
      const outdir = join(home, 'bundles', name);
      if (!bundles.has(name)) bundles.set(name, buildInside(name, outdir, options));
      return bundles.get(name);
    },
    async close() {
      try {
        // Whatever interrupted us does not interrupt this.
        await run(['local', 'stop'], { signal: new AbortController().signal });
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  };
}

async function buildInside(name, outdir, { splitting = true } = {}) {
  await build({
    ...shared,
    entryPoints: [join(import.meta.dirname, 'inside', `${name}.mjs`)],
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting,
    minifySyntax: true,
    minifyWhitespace: true,
    define: { BENCH_DIST: JSON.stringify(join(ROOT, 'dist')) },
    // The built library is measured as it is.
    external: [join(ROOT, 'dist', '*')],
  });
  return join(outdir, `${name}.mjs`);
}

/** Runs a program to its end; throws with what it wrote when it fails. */
export function runProcess(program, args, { env, cwd, signal }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const started = performance.now();
    // In a group of its own: a Ctrl-C in the terminal is for us, and we pass it on.
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const interrupt = () => void child.kill('SIGINT');
    signal.addEventListener('abort', interrupt);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', (chunk) => {
        output[name] += chunk;
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
      else if (exitCode === 0) resolve({ elapsedMs, stdout: output.stdout });
      else {
        const said = output.stderr + output.stdout;
        reject(new Error(`${program} ${args.join(' ')} ended with ${exitCode}:\n${said}`));
      }
    });
  });
}
