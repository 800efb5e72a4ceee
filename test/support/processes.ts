import { execFileSync } from 'node:child_process';

/** The living processes (not zombies) whose command line has this text in it: `pid command` each. */
export function findProcesses(text: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}
