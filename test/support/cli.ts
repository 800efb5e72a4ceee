import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The result of running the built program. */
export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Parses stdout as JSON. */
  json<T = Record<string, unknown>>(): T;
}

/** The built program with its own home folder. */
export interface Cli extends AsyncDisposable {
  readonly home: string;
  /** The folder with the local endpoint's files. */
  readonly localDir: string;
  /** Runs the program to its end. `input` is its stdin. */
  run(args: readonly string[], env?: Record<string, string>, input?: string): Promise<CliRun>;
  start(args: readonly string[], env?: Record<string, string>): ReturnType<typeof spawn>;
}

/** The path of the built program. */
export const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** Creates a home folder without AWS configuration. Disposing stops its local endpoint. */
export function createCli(): Cli {
  const home = mkdtempSync(join(tmpdir(), 'cli-home-'));
  const start = (args: readonly string[], env: Record<string, string> = {}, input?: string) =>
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: home,
      // The settings of the person who runs the tests must not affect the program.
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  const run = (args: readonly string[], env?: Record<string, string>, input?: string) =>
    new Promise<CliRun>((resolve, reject) => {
      const child = start(args, env, input);
      child.stdin?.end(input);
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      child.once('error', reject);
      child.once('close', (exitCode) =>
        resolve({ exitCode, stdout, stderr, json: () => JSON.parse(stdout) }),
      );
    });
  const localDir = join(home, '.local', 'state', 'valkey-lab');
  return {
    home,
    localDir,
    run,
    start,
    async [Symbol.asyncDispose]() {
      if (existsSync(localDir)) await run(['local', 'stop']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
