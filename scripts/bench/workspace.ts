import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, stopProcess, waitForLine } from './processes.js';

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const PROGRAM = join(DIST, 'cli.js');
/** A module that writes the peak memory of the process, in KB, when it ends. */
const NOTE_MEMORY = `data:text/javascript,import { writeFileSync } from 'node:fs';
const file = process.env.BENCH_MEMORY_FILE;
process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));`;
/** The program of an endpoint in its own process, as a test starts it. */
const ENDPOINT = `const { startLocalAws } = await import(${JSON.stringify(join(DIST, 'local.js'))});
const aws = await startLocalAws();
const { endpoint: url, credentials, ca } = aws;
console.log(JSON.stringify({ url, credentials, ca, env: aws.env() }));`;

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Run = (
  args: readonly string[],
  options?: RunOptions,
) => Promise<{ readonly elapsedMs: number; readonly stdout: string }>;

/** An endpoint in its own process, with the environment for its clients. */
export interface RunningEndpoint {
  readonly child: Pick<ChildProcess, 'pid'>;
  readonly url: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The certificate authority of its caches, in PEM. */
  readonly ca: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The endpoint of `local start`. */
export type BackgroundEndpoint = Omit<RunningEndpoint, 'env'>;

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
  /** Starts `valkey-lab <args>`, in a session of its own. The caller stops it. */
  start(args: readonly string[]): ChildProcess;
  /** Runs `node <args>`. */
  readonly runNode: Run;
  /** Runs code that uses `up` and `down` of the built library, in a new process. */
  runLibrary(code: string, options: RunOptions): ReturnType<Run>;
  /** Runs `valkey-lab <args>` and returns its peak memory in MB. */
  measurePeak(args: readonly string[], options: RunOptions): Promise<number>;
  /** Calls `run` with an endpoint in its own process, and stops that process afterwards. */
  withEndpoint<T>(run: (endpoint: RunningEndpoint) => Promise<T>): Promise<T>;
  /** Calls `run` with the endpoint of `local start`, and stops it afterwards. */
  withBackgroundEndpoint<T>(run: (endpoint: BackgroundEndpoint) => Promise<T>): Promise<T>;
  /** Stops the local endpoint and removes the folder. */
  close(): Promise<void>;
}

export function createWorkspace({ signal }: { readonly signal: AbortSignal }): Workspace {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli.js is missing. Run `npm run build` first.');
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const state = join(home, 'state');
  // The folder also takes the temporary files of endpoints that a benchmark kills.
  const env = { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: state, TMPDIR: home };
  const runNode: Run = async (args, options = {}) => {
    const started = performance.now();
    const { stdout } = await execute(process.execPath, args, {
      ...{ cwd: home, env: { ...env, ...options.env }, killSignal: 'SIGINT' },
      signal: options.signal ?? signal,
    });
    return { elapsedMs: performance.now() - started, stdout };
  };
  const run: Run = (args, options) => runNode([PROGRAM, ...args], options);
  return {
    ...{ home, signal, env, localDir: join(state, 'valkey-lab'), run, runNode },
    // Linux shares a busy machine between sessions, so both sides of a comparison get their own.
    start: (args) =>
      spawn(process.execPath, [PROGRAM, ...args], { env, cwd: home, signal, detached: true }),
    runLibrary(code, options) {
      const load = `const { up, down } = await import(${JSON.stringify(join(DIST, 'index.js'))});`;
      return runNode(['--input-type=module', '--eval', `${load}\n${code}`], options);
    },
    async measurePeak(args, options) {
      const file = join(home, 'memory');
      const more = { ...options.env, BENCH_MEMORY_FILE: file };
      await runNode(['--import', NOTE_MEMORY, PROGRAM, ...args], { ...options, env: more });
      return Number(readFileSync(file, 'utf8')) / 1024;
    },
    async withEndpoint(use) {
      const args = ['--input-type=module', '--eval', ENDPOINT];
      const child = spawn(process.execPath, args, { env, signal });
      try {
        return await use({ child, ...JSON.parse(await waitForLine(child, /^\{.*\}$/m)) });
      } finally {
        await stopProcess(child);
      }
    },
    async withBackgroundEndpoint(use) {
      await run(['local', 'start']);
      const file = join(state, 'valkey-lab', 'endpoint.json');
      const {
        pid,
        endpoint: url,
        accessKeyId,
        secretAccessKey,
        caFile,
      } = JSON.parse(readFileSync(file, 'utf8'));
      try {
        const credentials = { accessKeyId, secretAccessKey };
        return await use({ child: { pid }, url, credentials, ca: readFileSync(caFile, 'utf8') });
      } finally {
        await run(['local', 'stop'], { signal: new AbortController().signal });
      }
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

/** Imports a module of the built library. The types come from the source, because `tsc` may run without a build. */
export function importBuilt(name: 'local'): Promise<typeof import('../../src/local.js')>;
export function importBuilt(
  name: 'iam-auth/index',
): Promise<typeof import('../../src/iam-auth/index.js')>;
export function importBuilt(name: string): Promise<unknown> {
  return import(join(DIST, `${name}.js`));
}
