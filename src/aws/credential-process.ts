import { type ChildProcess, exec, execFileSync } from 'node:child_process';
import { externalDataInterceptor } from '@smithy/core/config';

const running = new Set<ChildProcess>();

/**
 * Makes the SDK start a profile's `credential_process` here, because a process that hangs must not outlive the program.
 * The SDK itself would not stop it.
 */
export function watchCredentialProcesses(): void {
  externalDataInterceptor.interceptToken('exec', runWatched);
}

type Callback = (error: Error | null, output?: { stdout: string; stderr: string }) => void;

function runWatched(command: string, callback: Callback): void {
  const child = exec(command, (error, stdout, stderr) => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killRunning);
    callback(error, { stdout, stderr });
  });
  if (running.size === 0) process.on('exit', killRunning);
  running.add(child);
}

function killRunning(): void {
  const roots = [...running].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of [...findDescendants(roots), ...roots]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // The process has already ended.
    }
  }
}

/** Finds the children of the shells: they do not end when their shell is killed. */
function findDescendants(roots: readonly number[]): number[] {
  const parents = readParents();
  const found: number[] = [];
  for (let above = roots; above.length > 0; ) {
    const below = parents.filter(([, parent]) => above.includes(parent)).map(([pid]) => pid);
    found.push(...below);
    above = below;
  }
  return found;
}

/** Reads every process and its parent; none where `ps` is missing, as in some containers. */
function readParents(): (readonly [pid: number, parent: number])[] {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return [pid, parent] as const;
    });
  } catch {
    return [];
  }
}
