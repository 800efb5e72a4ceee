import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { shared } from '../bundling.js';
import { type ProcessResult, runProcess } from './processes.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const PROGRAM = join(DIST, 'cli.js');
/** A module that writes the peak memory of the process, in KB, when it ends. */
const NOTE_MEMORY = `data:text/javascript,import { writeFileSync } from 'node:fs';
const file = process.env.BENCH_MEMORY_FILE;
process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));`;

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Run = (args: readonly string[], options?: RunOptions) => Promise<ProcessResult>;

/** A temporary home folder for the built program. */
export interface Workspace {
  readonly home: string;
  /** Aborts when the benchmark is interrupted. */
  readonly signal: AbortSignal;
  /** The environment of the processes, without the user's own variables. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder of the program's local endpoint. */
  readonly localDir: string;
  /** Runs `valkey-lab <args>`. */
  readonly run: Run;
  /** Runs `node <args>`. */
  readonly runNode: Run;
  /** Runs `valkey-lab <args>` and returns its peak memory in MB. */
  measurePeak(args: readonly string[], options: RunOptions): Promise<number>;
  /** Bundles `inside/<name>.ts` like the program, once, and returns the path of the bundle. */
  bundle(name: string): Promise<string>;
  /** Stops the local endpoint and removes the folder. */
  close(): Promise<void>;
}

export function createWorkspace({ signal }: { readonly signal: AbortSignal }): Workspace {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli.js is missing. Run `npm run build` first.');
  const home = mkdtempSync(join(tmpdir(), 'valkey-lab-bench-'));
  const state = join(home, 'state');
  const env = { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: state };
  const runNode: Run = (args, options = {}) =>
    runProcess(process.execPath, args, {
      env: { ...env, ...options.env },
      cwd: home,
      signal: options.signal ?? signal,
    });
  const run: Run = (args, options) => runNode([PROGRAM, ...args], options);
  const bundles = new Map<string, Promise<string>>();
  return {
    ...{ home, signal, env, localDir: join(state, 'valkey-lab'), run, runNode },
    async measurePeak(args, options) {
      const file = join(home, 'memory');
      const more = { ...options.env, BENCH_MEMORY_FILE: file };
      await runNode(['--import', NOTE_MEMORY, PROGRAM, ...args], { ...options, env: more });
      return Number(readFileSync(file, 'utf8')) / 1024;
    },
    bundle(name) {
      const bundled = bundles.get(name) ?? bundle(name, join(home, 'bundles', name));
      bundles.set(name, bundled);
      return bundled;
    },
    async close() {
      try {
        // Runs after an interrupt too, so it needs a signal that is not aborted.
        await run(['local', 'stop'], { signal: new AbortController().signal });
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  };
}

async function bundle(name: string, outdir: string): Promise<string> {
  await build({
    ...shared,
    entryPoints: [join(import.meta.dirname, 'inside', `${name}.ts`)],
    outdir,
    outExtension: { '.js': '.mjs' },
    minifySyntax: true,
    minifyWhitespace: true,
    define: { DIST: JSON.stringify(DIST) },
    // Measure the built library itself, not a second bundle of it.
    external: [join(DIST, '*')],
  });
  return join(outdir, `${name}.mjs`);
}

/** Imports a module of the built library. The types come from the source, because `tsc` may run without a build. */
export function importBuilt(name: 'local'): Promise<typeof import('../../src/local.js')>;
export function importBuilt(
  name: 'iam-auth/index',
): Promise<typeof import('../../src/iam-auth/index.js')>;
export function importBuilt(name: string): Promise<unknown> {
  return import(join(DIST, `${name}.js`));
}
