import { execFileSync } from 'node:child_process';

/** Returns the lines of `ps` for running processes (no zombies) whose command line contains this text. */
export function findProcesses(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}

/** A process, with its command to recognize a reused process id. */
export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

interface Row extends FoundProcess {
  readonly parent: number;
}

/** Returns all descendants of a process, such as guards, servers and functions. */
export function findDescendants(pid: number): FoundProcess[] {
  const rows = listProcesses();
  const found = [pid];
  for (const parent of found) {
    found.push(...rows.filter((row) => row.parent === parent).map((row) => row.pid));
  }
  return rows.filter((row) => row.pid !== pid && found.includes(row.pid));
}

/** Returns the processes that still run. */
export function findLiving(processes: readonly FoundProcess[]): FoundProcess[] {
  const rows = listProcesses();
  return processes.filter(({ pid, command }) =>
    rows.some((row) => row.pid === pid && row.command === command),
  );
}

/** Returns whether a process with this id runs. */
export function isRunning(pid: number): boolean {
  return listProcesses().some((row) => row.pid === pid);
}

function listProcesses(): Row[] {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, state, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    if (pid === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
