import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

export interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface ProcessResult {
  readonly elapsedMs: number;
  readonly stdout: string;
}

/** Runs a program and waits until it ends. Throws an error with its output when it fails. */
export function runProcess(
  program: string,
  args: readonly string[],
  { env, cwd, signal }: ProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const started = performance.now();
    // In its own process group: Ctrl-C reaches only the benchmark, which then interrupts the program.
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const interrupt = () => void child.kill('SIGINT');
    signal.addEventListener('abort', interrupt);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
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

/** Waits for the first match in the output of a child process. Rejects when the process ends first. */
export function waitForLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
        const [match] = pattern.exec(output) ?? [];
        if (match !== undefined) resolve(match);
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${child.spawnfile} ended too early:\n${output}`)));
  });
}

/** Finds a free port on 127.0.0.1. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}

/** Kills a child process and waits until it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Measures resident memory in MB: of the process (`own`), and with all its descendants (`family`). */
export async function measureMemory({
  pid,
}: ChildProcess): Promise<{ readonly own: number; readonly family: number }> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const all = [...stdout.matchAll(/(\d+)\s+(\d+)\s+(\d+)/g)].map(([, id, parent, kilobytes]) => ({
    ...{ id: Number(id), parent: Number(parent), mb: Number(kilobytes) / 1024 },
  }));
  const family = all.filter(({ id }) => id === pid);
  const own = family[0]?.mb ?? Number.NaN;
  for (const { id } of family) family.push(...all.filter(({ parent }) => parent === id));
  return { own, family: family.reduce((sum, { mb }) => sum + mb, 0) };
}
