import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

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
}: Pick<ChildProcess, 'pid'>): Promise<{ readonly own: number; readonly family: number }> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  const all = [...stdout.matchAll(/(\d+)\s+(\d+)\s+(\d+)/g)].map(([, id, parent, kilobytes]) => ({
    ...{ id: Number(id), parent: Number(parent), mb: Number(kilobytes) / 1024 },
  }));
  const family = all.filter(({ id }) => id === pid);
  const own = family[0]?.mb ?? Number.NaN;
  for (const { id } of family) family.push(...all.filter(({ parent }) => parent === id));
  return { own, family: family.reduce((sum, { mb }) => sum + mb, 0) };
}
