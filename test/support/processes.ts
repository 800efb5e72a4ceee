import { execFileSync } from 'node:child_process';

/** The living processes (not zombies) whose command line has this text in it: `pid command` each. */
export function findProcesses(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}

/** A process that this test found, so that it can be found again or missed. */
export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

interface Row extends FoundProcess {
  readonly parent: number;
}

/** What this process started, and what that started: guards, servers, functions. */
export function findDescendants(pid: number): FoundProcess[] {
  const rows = listProcesses();
  const found = [pid];
  for (const parent of found) {
    found.push(...rows.filter((row) => row.parent === parent).map((row) => row.pid));
  }
  return rows.filter((row) => row.pid !== pid && found.includes(row.pid));
}

/** Those of the processes that still run. */
export function findLiving(processes: readonly FoundProcess[]): FoundProcess[] {
  const rows = listProcesses();
  return processes.filter(({ pid, command }) =>
    rows.some((row) => row.pid === pid && row.command === command),
  );
}

/** Whether a process with this number runs. */
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
